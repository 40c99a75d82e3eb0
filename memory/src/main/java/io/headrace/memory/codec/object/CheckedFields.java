package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An object as its fields, ordered by name, without static and transient ones; a field that holds an object is written
 * with that object's class. Kryo's own field serializer stores what it reads through {@code Unsafe}, whatever class the
 * bytes say: a flipped bit would leave a field with an object of a wrong class. Here each one is checked.
 *
 * <p><b>Threading:</b> stateless.
 */
final class CheckedFields<T> extends Serializer<T> {
    private final Field[] fields;

    CheckedFields(Class<?> type) {
        this.fields = fieldsOf(type).toArray(Field[]::new);
        if (isOfTheJdk(type))
            throw new IllegalArgumentException("it is a class of the JDK, whose fields are its own affair");
        for (Field field : fields) {
            if (isOfTheJdk(field.getDeclaringClass()))
                throw new IllegalArgumentException("it extends "
                        + field.getDeclaringClass().getName() + " of the JDK, whose fields are its own affair");
            if (field.isSynthetic())
                throw new IllegalArgumentException(
                        "it refers to an enclosing object or method: make it a static class");
            field.setAccessible(true);
        }
    }

    /** Whether another JDK may have other fields in the class. */
    static boolean isOfTheJdk(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /** The stored fields in their order. */
    static List<Field> fieldsOf(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) found.add(field);
            }
        }
        found.sort(Comparator.comparing(Field::getName)
                .thenComparing(field -> field.getDeclaringClass().getName()));
        return found;
    }

    @Override
    public void write(Kryo kryo, Output output, T object) {
        for (Field field : fields) {
            try {
                write(kryo, output, field, object);
            } catch (IllegalAccessException e) {
                throw new KryoException("no access to " + field, e);
            }
        }
    }

    private static void write(Kryo kryo, Output output, Field field, Object object) throws IllegalAccessException {
        Class<?> type = field.getType();
        if (!type.isPrimitive()) kryo.writeClassAndObject(output, field.get(object));
        else if (type == int.class) output.writeVarInt(field.getInt(object), false);
        else if (type == long.class) output.writeVarLong(field.getLong(object), false);
        else if (type == double.class) output.writeDouble(field.getDouble(object));
        else if (type == boolean.class) output.writeBoolean(field.getBoolean(object));
        else if (type == float.class) output.writeFloat(field.getFloat(object));
        else if (type == short.class) output.writeShort(field.getShort(object));
        else if (type == byte.class) output.writeByte(field.getByte(object));
        else output.writeChar(field.getChar(object));
    }

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> type) {
        T object = kryo.newInstance(type);
        for (Field field : fields) {
            try {
                read(kryo, input, field, object);
            } catch (IllegalAccessException | IllegalArgumentException e) {
                throw new KryoException("a value that the field " + field + " does not take", e);
            }
        }
        return object;
    }

    private static void read(Kryo kryo, Input input, Field field, Object object) throws IllegalAccessException {
        Class<?> type = field.getType();
        if (!type.isPrimitive()) field.set(object, kryo.readClassAndObject(input));
        else if (type == int.class) field.setInt(object, input.readVarInt(false));
        else if (type == long.class) field.setLong(object, input.readVarLong(false));
        else if (type == double.class) field.setDouble(object, input.readDouble());
        else if (type == boolean.class) field.setBoolean(object, input.readBoolean());
        else if (type == float.class) field.setFloat(object, input.readFloat());
        else if (type == short.class) field.setShort(object, input.readShort());
        else if (type == byte.class) field.setByte(object, input.readByte());
        else field.setChar(object, input.readChar());
    }
}
