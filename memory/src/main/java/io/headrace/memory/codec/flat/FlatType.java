package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.BooleanCodec;
import io.headrace.memory.codec.ByteCodec;
import io.headrace.memory.codec.DoubleCodec;
import io.headrace.memory.codec.FloatCodec;
import io.headrace.memory.codec.IntCodec;
import io.headrace.memory.codec.LongCodec;
import io.headrace.memory.codec.ShortCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a field of a flat record may hold. The lower-case names are part of a layout's signature and stay for ever.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum FlatType {
    LONG(long.class, LongCodec.class),
    INT(int.class, IntCodec.class),
    SHORT(short.class, ShortCodec.class),
    BYTE(byte.class, ByteCodec.class),
    DOUBLE(double.class, DoubleCodec.class),
    FLOAT(float.class, FloatCodec.class),
    BOOLEAN(boolean.class, BooleanCodec.class),
    /** Text of ASCII characters, padded with zeros to a fixed length. */
    ASCII(String.class, null),
    /** A fixed number of bytes. */
    BYTES(byte[].class, null),
    /** UTF-8 that takes the rest of the record: the last field only. */
    TEXT(String.class, null);

    private final Class<?> javaType;
    private final @Nullable Class<?> primitiveCodec;

    FlatType(Class<?> javaType, @Nullable Class<?> primitiveCodec) {
        this.javaType = javaType;
        this.primitiveCodec = primitiveCodec;
    }

    /** How a field of this type looks in Java. */
    public Class<?> javaType() {
        return javaType;
    }

    /** Whose static {@code get(long)} and {@code put(value, long)} read and write it; null for what is no primitive. */
    @Nullable
    Class<?> primitiveCodec() {
        return primitiveCodec;
    }

    static @Nullable FlatType ofPrimitive(Class<?> type) {
        for (FlatType candidate : values()) {
            if (candidate.primitiveCodec != null && candidate.javaType == type) return candidate;
        }
        return null;
    }
}
