package io.headrace.memory.codec.object;

import io.headrace.Tuple2;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.flat.Ascii;
import io.headrace.memory.codec.flat.FlatRecordCodec;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which codec a class has, where it is known beforehand. The first of these that applies:
 *
 * <ol>
 *   <li>primitives and their boxes, {@code String}, {@code byte[]}: the built-in ones;
 *   <li>what the user registered with a serializer: Kryo;
 *   <li>enums: by name;
 *   <li>records of primitives and of {@code @Ascii} strings: {@link FlatRecordCodec};
 *   <li>records of components that have codecs themselves, {@code Tuple2} and {@code Optional} of such included: component by component;
 *   <li>everything else that is registered: Kryo.
 * </ol>
 *
 * <p><b>Threading:</b> any thread; the codecs have their own.
 */
public final class ClassCodecs {
    private static final Map<Class<?>, Codec<?>> BUILT_IN = Map.of(
            Byte.class, Codecs.BYTE,
            Short.class, Codecs.SHORT,
            Integer.class, Codecs.INT,
            Long.class, Codecs.LONG,
            Float.class, Codecs.FLOAT,
            Double.class, Codecs.DOUBLE,
            Boolean.class, Codecs.BOOLEAN,
            byte[].class, Codecs.BYTES,
            String.class, Codecs.TEXT);

    private final KryoRegistry registry;

    public ClassCodecs(KryoRegistry registry) {
        this.registry = registry;
    }

    /** The codec of the objects of a class; null when there is none. */
    public @Nullable Codec<?> find(Class<?> type) {
        return find(type, new HashSet<>());
    }

    /** What to do so that a class has a codec, in words. */
    public String cure(Class<?> type) {
        return CanonicalForms.cure(registry, type);
    }

    private @Nullable Codec<?> find(Type type, Set<Class<?>> within) {
        if (type instanceof Class<?> plain) return ofClass(plain, within);
        if (!(type instanceof ParameterizedType generic)) return null;
        List<Codec<?>> arguments = new ArrayList<>();
        if (generic.getRawType() != Tuple2.class && generic.getRawType() != Optional.class) return null;
        for (Type argument : generic.getActualTypeArguments()) {
            Codec<?> codec = find(argument, within);
            if (codec == null) return null;
            arguments.add(codec);
        }
        return arguments.size() == 1
                ? Codecs.optional(arguments.get(0))
                : Codecs.tuple2(arguments.get(0), arguments.get(1));
    }

    private @Nullable Codec<?> ofClass(Class<?> unboxed, Set<Class<?>> within) {
        Class<?> type = MethodType.methodType(unboxed).wrap().returnType();
        Codec<?> builtIn = BUILT_IN.get(type);
        if (builtIn != null) return builtIn;
        RegisteredType known = registry.find(type);
        boolean hasOwnSerializer =
                known != null && registry.isUserType(type) && known.form() != RegisteredType.Form.BY_CLASS;
        if (!hasOwnSerializer) {
            if (type.isEnum()) return ofEnum(type.asSubclass(Enum.class), known);
            Codec<?> ofRecord = type.isRecord() ? ofRecord(type.asSubclass(Record.class), within) : null;
            if (ofRecord != null) return ofRecord;
        }
        if (!registry.contains(type)) return null;
        boolean isByFields = registry.isUserType(type) && !hasOwnSerializer;
        return isByFields ? KryoCodec.withShape(registry, type) : KryoCodec.of(registry, type);
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // a class of enums, whichever
    private static Codec<?> ofEnum(Class<? extends Enum> type, @Nullable RegisteredType known) {
        return new EnumCodec(type, known != null ? known.name() : type.getName());
    }

    private @Nullable Codec<?> ofRecord(Class<? extends Record> type, Set<Class<?>> within) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length == 0 || !within.add(type)) return null; // a record that holds itself
        try {
            if (Arrays.stream(components).allMatch(ClassCodecs::isFlat)) return FlatRecordCodec.of(type);
            List<Codec<?>> codecs = new ArrayList<>();
            for (RecordComponent component : components) {
                Codec<?> codec = find(component.getGenericType(), within);
                if (codec == null) return null;
                codecs.add(codec);
            }
            return RecordCodec.of(type, codecs);
        } finally {
            within.remove(type);
        }
    }

    private static boolean isFlat(RecordComponent component) {
        Class<?> type = component.getType();
        return (type.isPrimitive() && type != char.class)
                || (type == String.class && component.isAnnotationPresent(Ascii.class));
    }
}
