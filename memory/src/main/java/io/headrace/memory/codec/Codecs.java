package io.headrace.memory.codec;

import java.util.Optional;

/**
 * The built-in codecs. All of them are canonical; a composed one is when its parts are.
 *
 * <p><b>Threading:</b> stateless, as far as the parts of a composed one are.
 */
public final class Codecs {
    public static final Codec<Byte> BYTE = ByteCodec.INSTANCE;
    public static final Codec<Short> SHORT = ShortCodec.INSTANCE;
    public static final Codec<Integer> INT = IntCodec.INSTANCE;
    public static final Codec<Long> LONG = LongCodec.INSTANCE;
    public static final Codec<Float> FLOAT = FloatCodec.INSTANCE;
    public static final Codec<Double> DOUBLE = DoubleCodec.INSTANCE;
    public static final Codec<Boolean> BOOLEAN = BooleanCodec.INSTANCE;
    public static final Codec<byte[]> BYTES = BytesCodec.INSTANCE;
    public static final Codec<String> TEXT = TextCodec.INSTANCE;

    private Codecs() {}

    public static <A, B> Tuple2Codec<A, B> tuple2(Codec<A> first, Codec<B> second) {
        return new Tuple2Codec<>(first, second);
    }

    public static <T> Codec<Optional<T>> optional(Codec<T> inside) {
        return new OptionalCodec<>(inside);
    }
}
