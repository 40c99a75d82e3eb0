package io.headrace.exec.spill;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys that come back from the disk as other objects: they are found again by {@code equals} and {@code hashCode}, and those that have none of
 * their own are refused.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class SpillKeys {
    private static final int SPREAD = 0x9E3779B9;

    private static final ClassValue<Boolean> HAS_EQUALS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.isEnum()
                        || Enum.class.isAssignableFrom(type)
                        || type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " has no equals", e);
            }
        }
    };

    private SpillKeys() {}

    static int hashOf(@Nullable Object key, Owner owner) {
        if (key == null) return 0;
        if (key instanceof byte[] bytes) return Arrays.hashCode(bytes) * SPREAD;
        if (!HAS_EQUALS.get(key.getClass()))
            throw new NotBytesException(
                    owner.notBytes("the class of a key, " + key.getClass().getName()
                            + ", has no equals and hashCode of its own, so the key would not be found again: give it"
                            + " both, or make it a record"),
                    new IllegalArgumentException("key " + key));
        return key.hashCode() * SPREAD;
    }

    /** What stands for the key in a map: an array is equal to one of the same bytes. */
    public static @Nullable Object inMap(@Nullable Object key) {
        return key instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key;
    }
}
