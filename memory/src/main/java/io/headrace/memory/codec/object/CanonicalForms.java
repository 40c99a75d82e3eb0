package io.headrace.memory.codec.object;

import io.headrace.memory.codec.object.RegisteredType.Form;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes of a {@link KryoRegistry} have one byte form for equal objects, and what to do about the others.
 *
 * <p>Kryo writes a component of a final class without its class and any other with it, so a component declared as {@code List} has the
 * class of the list in its bytes, which {@code equals} does not look at. A component must therefore be of a class whose objects are all
 * written alike.
 *
 * <p><b>Threading:</b> stateless.
 */
final class CanonicalForms {
    private CanonicalForms() {}

    static boolean isCanonical(KryoRegistry registry, Class<?> type) {
        return isCanonical(registry, type, new HashSet<>());
    }

    private static boolean isCanonical(KryoRegistry registry, Class<?> type, Set<Class<?>> asked) {
        if (isPrimitiveOrText(type)) return true;
        RegisteredType known = registry.find(type);
        if (known == null || known.form() == Form.ANY) return false;
        if (known.form() == Form.CANONICAL || known.type().isEnum()) return true;
        return type.isRecord() && oddComponent(registry, type, asked) == null && hasEqualsOfRecords(type);
    }

    private static boolean isPrimitiveOrText(Class<?> type) {
        return type == String.class
                || (type != void.class
                        && MethodType.methodType(type).unwrap().returnType().isPrimitive());
    }

    /** The first component that may be written in several ways; a record that holds itself is judged by the others. */
    private static @Nullable RecordComponent oddComponent(KryoRegistry registry, Class<?> type, Set<Class<?>> asked) {
        asked.add(type);
        for (RecordComponent component : type.getRecordComponents()) {
            if (asked.contains(component.getType())) continue;
            if (!isCanonical(registry, component.getType(), asked)) return component;
        }
        return null;
    }

    /** The compiler's own {@code equals} of a record is final; one that somebody wrote is not, as a rule. */
    static boolean hasEqualsOfRecords(Class<?> type) {
        try {
            return Modifier.isFinal(
                    type.getDeclaredMethod("equals", Object.class).getModifiers());
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " is a record without equals", e);
        }
    }

    /** What to do so that objects of the class have one byte form. */
    static String cure(KryoRegistry registry, Class<?> type) {
        if (type.isArray())
            return "an array (" + type.getSimpleName() + ") equals nothing but itself: use a List, or a record";
        String name = type.getTypeName();
        Class<?> own = JdkTypes.standIn(type); // an enum's, of a constant with a body
        if (own.getCanonicalName() == null)
            return name + " has no name in the source: use a named class instead of a local or an anonymous one";
        String inSource = own.getCanonicalName() + ".class";
        String register = "types.canonical(" + registry.freeId() + ", \"" + own.getTypeName() + "\", " + inSource
                + ", YourSerializer::new)";
        RegisteredType known = registry.find(type);
        if (known == null) {
            if (own.isRecord() || own.isEnum())
                return name + " is not registered: add types.register(" + registry.freeId() + ", " + inSource
                        + ") to the KryoRegistry of the context";
            return name + " is not registered: make it a record and register that, or add " + register
                    + " to the KryoRegistry of the context";
        }
        if (known.form() == Form.BY_CLASS && type.isRecord()) return cureOfRecord(registry, type, register);
        return "equal objects of " + name + " may have different bytes: use a record of text, numbers and the like, or "
                + (registry.isUserType(type) ? "register it with " + register : "put its contents into a List");
    }

    private static String cureOfRecord(KryoRegistry registry, Class<?> type, String register) {
        RecordComponent odd = oddComponent(registry, type, new HashSet<>());
        if (odd == null)
            return "the record " + type.getTypeName()
                    + " has an equals of its own: leave that out, or register it with " + register;
        return "component " + odd.getName() + " of the record " + type.getTypeName() + " is a "
                + odd.getType().getTypeName() + ", and equal ones may have different bytes: give it another type, or"
                + " register the record with " + register;
    }
}
