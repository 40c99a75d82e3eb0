package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.CodecContract;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BuiltInCodecsTest {
    private static final long[] LONGS = {0, 1, -1, 42, 127, 128, -128, 255, 65536, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        Double.NaN,
        Double.longBitsToDouble(0x7ff8_0000_0000_0001L),
        Double.longBitsToDouble(0xfff0_0000_0000_0001L),
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private static long anyLong(RandomGenerator random) {
        return random.nextInt(4) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
    }

    private static double anyDouble(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? Double.longBitsToDouble(random.nextLong())
                : DOUBLES[random.nextInt(DOUBLES.length)];
    }

    private static float anyFloat(RandomGenerator random) {
        return random.nextInt(4) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) anyDouble(random);
    }

    private static byte[] anyBytes(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(2)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static <T> void check(Codec<T> codec, int rounds, Function<RandomGenerator, T> values) {
        assertThat(codec.canonical()).isTrue();
        new CodecContract<>(codec, values, Seed.random(codec.id())).check(rounds);
    }

    private static void checkAll(int rounds) {
        check(Codecs.LONG, rounds, BuiltInCodecsTest::anyLong);
        check(Codecs.INT, rounds, r -> (int) anyLong(r));
        check(Codecs.SHORT, rounds, r -> (short) anyLong(r));
        check(Codecs.BYTE, rounds, r -> (byte) anyLong(r));
        check(Codecs.DOUBLE, rounds, BuiltInCodecsTest::anyDouble);
        check(Codecs.FLOAT, rounds, BuiltInCodecsTest::anyFloat);
        check(Codecs.BOOLEAN, rounds, RandomGenerator::nextBoolean);
        check(Codecs.BYTES, rounds, BuiltInCodecsTest::anyBytes);
        check(Codecs.TEXT, rounds, Texts::any);
        check(
                Codecs.optional(Codecs.TEXT),
                rounds,
                r -> Optional.of(Texts.any(r)).filter(t -> t.length() > 1));
        check(Codecs.tuple2(Codecs.LONG, Codecs.DOUBLE), rounds, r -> Tuple2.of(anyLong(r), anyDouble(r)));
        check(Codecs.tuple2(Codecs.TEXT, Codecs.LONG), rounds, r -> Tuple2.of(Texts.any(r), anyLong(r)));
        check(Codecs.tuple2(Codecs.INT, Codecs.TEXT), rounds, r -> Tuple2.of((int) anyLong(r), Texts.any(r)));
        check(Codecs.tuple2(Codecs.TEXT, Codecs.TEXT), rounds, r -> Tuple2.of(Texts.any(r), Texts.any(r)));
        check(
                Codecs.tuple2(Codecs.tuple2(Codecs.TEXT, Codecs.TEXT), Codecs.optional(Codecs.INT)),
                rounds,
                r -> Tuple2.of(Tuple2.of(Texts.any(r), Texts.any(r)), Optional.of((int) anyLong(r))));
    }

    @Test
    void shouldKeepTheContract() {
        checkAll(300);
    }

    @Test
    @Tag("fuzz")
    void shouldKeepTheContractForLong() {
        checkAll(20_000);
    }

    private static <T> void assertGolden(Codec<T> codec, T value, String hex) {
        CodecContract<T> contract = new CodecContract<>(codec, r -> value, Seed.random(codec.id()));
        assertThat(HexFormat.of().formatHex(contract.bytesOf(value)))
                .as(codec.id())
                .isEqualTo(hex);
        assertThat(contract.valueOf(HexFormat.of().parseHex(hex))).isEqualTo(value);
    }

    /** Stored bytes: these never change while the version is 1. */
    @Test
    void shouldKeepTheBytesForEver() {
        assertGolden(Codecs.LONG, 0x0102030405060708L, "0807060504030201");
        assertGolden(Codecs.INT, -2, "feffffff");
        assertGolden(Codecs.SHORT, (short) 0x1234, "3412");
        assertGolden(Codecs.BYTE, (byte) -1, "ff");
        assertGolden(Codecs.DOUBLE, 1.0, "000000000000f03f");
        assertGolden(Codecs.DOUBLE, -0.0, "0000000000000080");
        assertGolden(Codecs.DOUBLE, Double.NaN, "000000000000f87f");
        assertGolden(Codecs.FLOAT, 1.0f, "0000803f");
        assertGolden(Codecs.FLOAT, Float.NaN, "0000c07f");
        assertGolden(Codecs.BOOLEAN, true, "01");
        assertGolden(Codecs.BYTES, new byte[] {0, 1, -1}, "0001ff");
        assertGolden(Codecs.TEXT, "", "");
        assertGolden(Codecs.TEXT, "aé€\ud83d\ude00", "61c3a9e282acf09f9880");
        assertGolden(Codecs.TEXT, "x\ud83d", "78eda0bd");
        assertGolden(Codecs.optional(Codecs.INT), Optional.empty(), "00");
        assertGolden(Codecs.optional(Codecs.INT), Optional.of(1), "0101000000");
        assertGolden(Codecs.tuple2(Codecs.TEXT, Codecs.INT), Tuple2.of("ab", 1), "616201000000");
        assertGolden(Codecs.tuple2(Codecs.INT, Codecs.TEXT), Tuple2.of(1, "ab"), "010000006162");
        assertGolden(Codecs.tuple2(Codecs.TEXT, Codecs.TEXT), Tuple2.of("a", "bc"), "01000000616263");
    }

    @Test
    void shouldKeepTheNamesForEver() {
        assertThat(Codecs.LONG.id()).isEqualTo("long:1");
        assertThat(Codecs.BYTES.id()).isEqualTo("bytes:1");
        assertThat(Codecs.tuple2(Codecs.TEXT, Codecs.optional(Codecs.DOUBLE)).id())
                .isEqualTo("tuple2(text:1,optional(double:1):1):1");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void shouldRefuseNullByName() {
        for (Codec<?> codec : new Codec<?>[] {
            Codecs.LONG, Codecs.TEXT, Codecs.BYTES, Codecs.optional(Codecs.INT), Codecs.tuple2(Codecs.INT, Codecs.INT)
        }) {
            assertThatThrownBy(() -> codec.encode(null, 0, 0))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining(codec.name())
                    .hasMessageContaining("optional");
        }
        try (Region room = Region.of(16)) {
            assertThatThrownBy(
                            () -> Codecs.tuple2(Codecs.INT, Codecs.TEXT).encode(Tuple2.of(1, null), room.address(), 16))
                    .hasMessageContaining("codec text");
        }
    }

    @Test
    void shouldNameWhatIsWrongWithTheBytes() {
        assertCorrupt(Codecs.LONG, "00", "codec long found 1 bytes, expected 8 bytes");
        assertCorrupt(Codecs.BOOLEAN, "02", "codec boolean found byte 2, expected 0 or 1");
        assertCorrupt(Codecs.DOUBLE, "010000000000f87f", "NaN of bits 0x7ff8000000000001, expected 0x7ff8000000000000");
        assertCorrupt(Codecs.TEXT, "61c0af", "codec text found ill-formed bytes at offset 1 of 3, expected UTF-8");
        assertCorrupt(Codecs.TEXT, "eda0bdedb880", "offset 3 of 6");
        assertCorrupt(Codecs.tuple2(Codecs.TEXT, Codecs.TEXT), "ffffff7f61", "a first half of 2147483647 bytes in 5");
        assertCorrupt(Codecs.tuple2(Codecs.TEXT, Codecs.LONG), "61", "a first half of -7 bytes in 1");
        assertCorrupt(Codecs.optional(Codecs.LONG), "", "codec optional(long:1) found 0 bytes");
        assertCorrupt(Codecs.optional(Codecs.LONG), "0000", "mark 0 and 1 bytes");
    }

    private static void assertCorrupt(Codec<?> codec, String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> codec.decode(exact.address(), bytes.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void shouldAllocateNothingInPrimitiveFormsAndForText() {
        try (Region room = Region.of(64)) {
            long at = room.address();
            CharSequence text = java.nio.CharBuffer.wrap("grün, and more");
            Allocation.assertNone("primitive puts and gets", () -> {
                LongCodec.put(LongCodec.get(at) + 1, at);
                IntCodec.put(IntCodec.get(at + 8) + 1, at + 8);
                ShortCodec.put((short) (ShortCodec.get(at + 12) + 1), at + 12);
                ByteCodec.put((byte) (ByteCodec.get(at + 14) + 1), at + 14);
                BooleanCodec.put(!BooleanCodec.get(at + 15), at + 15);
                DoubleCodec.put(DoubleCodec.get(at + 16) + 1, at + 16);
                FloatCodec.put(FloatCodec.get(at + 24) + 1, at + 24);
                TextCodec.put(text, at + 28, 36);
                Codecs.TEXT.encode("plain", at + 28, 36);
            });
        }
    }
}
