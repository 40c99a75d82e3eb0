package io.headrace.exec.rdd;

import io.headrace.StreamingException;
import io.headrace.Tuple2;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the value that a fold begins with, so that the user's functions may change what they are given. The bytes never leave this
 * object.
 *
 * <p><b>Threading:</b> immutable; several workers at once.
 */
final class Zero implements Supplier<@Nullable Object> {
    private final @Nullable Object value;
    private final byte @Nullable [] bytes;

    private Zero(@Nullable Object value, byte @Nullable [] bytes) {
        this.value = value;
        this.bytes = bytes;
    }

    static Zero of(String word, @Nullable Object value) {
        return new Zero(value, cannotChange(value) ? null : written(word, value));
    }

    private static boolean cannotChange(@Nullable Object value) {
        if (value instanceof Tuple2<?, ?> pair) return cannotChange(pair._1()) && cannotChange(pair._2());
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum
                || (value instanceof Number && value.getClass().getName().startsWith("java.lang."));
    }

    private static byte[] written(String word, @Nullable Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new StreamingException(
                    word + ": the value to begin with is copied for each partition or key, and a "
                            + (value == null ? "null" : value.getClass().getName())
                            + " cannot be: make its class Serializable, or use combineByKey",
                    e);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Object get() {
        byte[] written = bytes;
        if (written == null || value == null) return value;
        ClassLoader loader = value.getClass().getClassLoader();
        try (ObjectInputStream in = new Ours(new ByteArrayInputStream(written), loader)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new StreamingException("a copy of " + value.getClass().getName() + " could not be made", e);
        }
    }

    /** Finds the classes where that of the value was found. */
    private static final class Ours extends ObjectInputStream {
        private final @Nullable ClassLoader loader;

        Ours(ByteArrayInputStream bytes, @Nullable ClassLoader loader) throws IOException {
            super(bytes);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type);
            }
        }
    }
}
