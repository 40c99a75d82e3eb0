package io.headrace.memory.codec.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.CodecContract;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.lang.invoke.MethodHandles;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FlatRecordCodecTest {
    record Trade(long time, double price, @Ascii(8) String symbol, String note) {}

    private record Everything(
            boolean flag,
            byte small,
            short medium,
            int count,
            long big,
            float rough,
            double fine,
            @Ascii(3) String code) {}

    record Point(int x, int y) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) throw new IllegalArgumentException("not positive: " + value);
        }
    }

    record Vague(int value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Vague;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    record WithList(java.util.List<String> names) {}

    record TextTooEarly(String note, long time) {}

    private static final FlatRecordCodec<Trade> TRADES = FlatRecordCodec.of(Trade.class);
    private static final double[] DOUBLES = {0.0, -0.0, 1.5, Double.NaN, Double.longBitsToDouble(0xfff8_0000_0000_0007L)
    };
    private static final String[] SYMBOLS = {"", "A", "AB", "12345678", " x"};

    private static Trade anyTrade(RandomGenerator r) {
        return new Trade(
                r.nextInt(3),
                DOUBLES[r.nextInt(DOUBLES.length)],
                SYMBOLS[r.nextInt(SYMBOLS.length)],
                r.nextBoolean() ? "" : Texts.any(r));
    }

    private static Everything anyEverything(RandomGenerator r) {
        return new Everything(
                r.nextBoolean(),
                (byte) r.nextInt(),
                (short) r.nextInt(),
                r.nextInt(),
                r.nextLong(),
                (float) DOUBLES[r.nextInt(DOUBLES.length)],
                DOUBLES[r.nextInt(DOUBLES.length)],
                SYMBOLS[r.nextInt(3)]);
    }

    private static <T> void check(Codec<T> codec, int rounds, Function<RandomGenerator, T> values) {
        assertThat(codec.canonical()).isTrue();
        new CodecContract<>(codec, values, Seed.random(codec.id())).check(rounds);
    }

    private static void checkAll(int rounds) {
        check(TRADES, rounds, FlatRecordCodecTest::anyTrade);
        check(FlatRecordCodec.of(MethodHandles.lookup(), Everything.class), rounds, FlatRecordCodecTest::anyEverything);
        check(FlatRecordCodec.of(Point.class), rounds, r -> new Point(r.nextInt(3), r.nextInt(3)));
        check(FlatRecordCodec.of(Positive.class), rounds, r -> new Positive(1 + r.nextInt(5)));
        check(
                Codecs.tuple2(FlatRecordCodec.of(Point.class), TRADES),
                rounds,
                r -> Tuple2.of(new Point(r.nextInt(2), 0), anyTrade(r)));
    }

    @Test
    void shouldKeepTheContract() {
        checkAll(300);
    }

    @Test
    @Tag("fuzz")
    void shouldKeepTheContractForLong() {
        checkAll(30_000);
    }

    /** Stored bytes: these never change while the version is 1. */
    @Test
    void shouldKeepTheBytesForEver() {
        CodecContract<Trade> contract =
                new CodecContract<>(TRADES, FlatRecordCodecTest::anyTrade, Seed.random("golden"));
        Trade trade = new Trade(1, -0.0, "ABC", "é!");
        String hex = "0100000000000000" + "0000000000000080" + "4142430000000000" + "c3a921";
        assertThat(HexFormat.of().formatHex(contract.bytesOf(trade))).isEqualTo(hex);
        assertThat(contract.valueOf(HexFormat.of().parseHex(hex))).isEqualTo(trade);
        assertThat(TRADES.id()).isEqualTo("flat(long time,double price,ascii8 symbol,text note):1");
        assertThat(TRADES.fixedLength()).isEqualTo(Codec.VARIABLE);
        assertThat(FlatRecordCodec.of(Point.class).fixedLength()).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhatHasNoBytes() {
        try (Region room = Region.of(64)) {
            assertThatThrownBy(() -> TRADES.encode(new Trade(1, 1, "123456789", ""), room.address(), 64))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("\"123456789\"", "symbol", "up to 8 ASCII characters");
            for (String wrong : new String[] {"é", "a\u0000b", "\u0080"})
                assertThatThrownBy(() -> TRADES.encode(new Trade(1, 1, wrong, ""), room.address(), 64))
                        .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> TRADES.encode(nulls(), room.address(), 64))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("null component");
        }
    }

    @SuppressWarnings("NullAway") // on purpose
    private static Trade nulls() {
        return new Trade(1, 1, "A", null);
    }

    @Test
    void shouldNameWhatIsWrongWithTheBytes() {
        String sound = "0100000000000000" + "000000000000f03f" + "4142430000000000";
        assertCorrupt(TRADES, sound.substring(2), "flat(", "found 23 bytes, expected at least 24");
        assertCorrupt(TRADES, sound.replace("4142430000", "4142004300"), "field symbol");
        assertCorrupt(TRADES, sound.replace("414243", "4142c3"), "field symbol");
        assertCorrupt(TRADES, sound.replace("000000000000f03f", "000000000000f8ff"), "field price");
        assertCorrupt(TRADES, sound + "c3", "field note", "a text note");
        assertCorrupt(FlatRecordCodec.of(Positive.class), "00000000", "refuses (not positive: 0)");
        assertCorrupt(FlatRecordCodec.of(Point.class), "0000000000", "found 5 bytes, expected 8");
    }

    private static void assertCorrupt(Codec<?> codec, String hex, String... parts) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> codec.decode(exact.address(), bytes.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContainingAll(parts);
        }
    }

    @Test
    void shouldNotBeCanonicalForAnEqualsOfItsOwn() {
        assertThat(FlatRecordCodec.of(Vague.class).canonical()).isFalse();
    }

    @Test
    void shouldRefuseRecordsThatAreNotFlat() {
        assertThatThrownBy(() -> FlatRecordCodec.of(WithList.class))
                .hasMessageContainingAll("component names of", "WithList", "List", "@Ascii(length)");
        assertThatThrownBy(() -> FlatRecordCodec.of(TextTooEarly.class)).hasMessageContaining("component note");
    }

    @Test
    void shouldEncodeWithoutAllocating() {
        FlatRecordCodec<Everything> codec = FlatRecordCodec.of(MethodHandles.lookup(), Everything.class);
        Everything one = new Everything(true, (byte) 1, (short) 2, 3, 4, 5, 6, "abc");
        Trade two = new Trade(1, 2, "ABC", "a note");
        try (Region room = Region.of(64)) {
            Allocation.assertNone("flat encode", () -> {
                codec.encode(one, room.address(), 64);
                TRADES.encode(two, room.address(), 64);
            });
        }
    }
}
