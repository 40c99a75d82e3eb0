package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NumberTextTest {
    private static final String[] NO_INTEGERS = {
        "",
        "+",
        "-",
        "+-1",
        " 1",
        "1 ",
        "1a",
        "a1",
        "1.0",
        "0x10",
        "12345678a",
        "1234567/",
        "1234567:",
        "123456789012345678x",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "1_000",
        "١"
    };
    private static final String[] NO_DOUBLES = {
        "",
        "+",
        "-",
        ".",
        "-.",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.0",
        "1..2",
        "1.2.3",
        " 1",
        "1 ",
        "1d",
        "1f",
        "0x1p3",
        "nan",
        "inf",
        "Infinity1",
        "NaN ",
        ".NaN",
        "1ee5",
        "--1",
        "Infinit"
    };

    private static long parsedLong(String text, ToLongFunction<Utf8View> parser) {
        try (Region exact = Region.of(text.getBytes(StandardCharsets.UTF_8))) {
            return parser.applyAsLong(new Utf8View().wrap(exact.address(), exact.size()));
        }
    }

    private static double parsedDouble(String text, ToDoubleFunction<Utf8View> parser) {
        try (Region exact = Region.of(text.getBytes(StandardCharsets.UTF_8))) {
            return parser.applyAsDouble(new Utf8View().wrap(exact.address(), exact.size()));
        }
    }

    private static void readsLong(long value) {
        for (String text : new String[] {
            "" + value, (value >= 0 ? "+" : "-0") + Long.toString(value).replace("-", "")
        }) {
            assertThat(parsedLong(text, Utf8View::parseLong)).as(text).isEqualTo(value);
            assertThat(parsedLong(text, v -> v.parseLongOr(99))).isEqualTo(value);
            int other = value == 5 ? 6 : 5;
            assertThat(parsedLong(text, v -> v.parseIntOr(other)))
                    .isEqualTo(value == (int) value ? (int) value : other);
        }
    }

    @Test
    void shouldReadIntegersOfEveryLength() {
        for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
            for (long near = -2; near <= 2; near++) {
                readsLong(power + near);
                readsLong(-power + near);
            }
        }
        for (long edge : new long[] {0, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (long near = -20; near <= 20; near++) readsLong(edge + near);
        }
        assertThat(parsedLong("0000000000000000000000000000007", Utf8View::parseLong))
                .isEqualTo(7);
        assertThat(parsedLong("-0", Utf8View::parseLong)).isZero();
    }

    @Test
    void shouldTellWhatIsNoInteger() {
        for (String text : NO_INTEGERS) {
            assertThat(parsedLong(text, v -> v.parseLongOr(-7))).as(text).isEqualTo(-7);
            assertThat(parsedLong(text, v -> v.parseIntOr(-7))).as(text).isEqualTo(-7);
            assertThatThrownBy(() -> parsedLong(text, Utf8View::parseLong))
                    .isInstanceOf(NumberFormatException.class)
                    .hasMessage("no long: \"" + text + "\"");
            assertThatThrownBy(() -> parsedLong(text, Utf8View::parseInt)).isInstanceOf(NumberFormatException.class);
        }
        assertThatThrownBy(() -> parsedLong("2147483648", Utf8View::parseInt))
                .hasMessageContaining("no int: \"2147483648\"");
        assertThatThrownBy(() -> parsedLong("x".repeat(100), Utf8View::parseLong))
                .hasMessageEndingWith("xx\"... (100 bytes)");
    }

    /** All ranges around the largest long, so that no overflow slips through. */
    @Test
    void shouldAgreeWithBigIntegersAtTheLimit() {
        BigInteger limit = BigInteger.valueOf(Long.MAX_VALUE);
        for (int i = -300; i <= 300; i++) {
            for (BigInteger value : new BigInteger[] {
                limit.add(BigInteger.valueOf(i)),
                limit.add(BigInteger.valueOf(i)).negate()
            }) {
                long expected = value.bitLength() < 64 ? value.longValue() : -7;
                assertThat(parsedLong(value.toString(), v -> v.parseLongOr(-7)))
                        .as("%s", value)
                        .isEqualTo(expected);
            }
        }
    }

    private static void readsDouble(String text) {
        double expected = Double.parseDouble(text);
        assertThat(parsedDouble(text, Utf8View::parseDouble)).as(text).isEqualTo(Double.valueOf(expected)); // NaN too
        assertThat(Double.doubleToRawLongBits(parsedDouble(text, v -> v.parseDoubleOr(9))))
                .isEqualTo(Double.doubleToRawLongBits(expected));
    }

    @Test
    void shouldRoundAsTheJdkDoes() {
        for (String text : new String[] {
            "0",
            "-0",
            "0.0",
            "-0.0e99",
            "1",
            "1.",
            ".5",
            "-.5",
            "+7",
            "0.1",
            "3.14159",
            "1e22",
            "1e23",
            "1e-22",
            "1e-23",
            "9007199254740992",
            "9007199254740993",
            "9007199254740991e22",
            "123456789012345678901234567890",
            "4.9e-324",
            "2.4703282292062327e-324",
            "1.7976931348623157e308",
            "1e309",
            "-1e999999999999",
            "1e-999999999999",
            "NaN",
            "Infinity",
            "-Infinity",
            "0000000000000000000000001.5",
            "0.000000000000000000000000000000000000001",
            "1E5",
            "1e+05",
            "8.5e-1",
            "2.2250738585072011e-308"
        }) readsDouble(text);
    }

    @Test
    void shouldTellWhatIsNoDouble() {
        for (String text : NO_DOUBLES) {
            assertThat(parsedDouble(text, v -> v.parseDoubleOr(-7))).as(text).isEqualTo(-7);
            assertThatThrownBy(() -> parsedDouble(text, Utf8View::parseDouble))
                    .hasMessage("no double: \"" + text + "\"");
        }
    }

    private static void roundsAnything(int rounds) {
        RandomGenerator random = Seed.random("doubles");
        for (int i = 0; i < rounds; i++) {
            switch (random.nextInt(4)) {
                case 0 -> readsDouble("" + Double.longBitsToDouble(random.nextLong()));
                case 1 -> readsDouble(random.nextInt(1_000_000) + "." + random.nextInt(1_000_000));
                case 2 ->
                    readsDouble(BigDecimal.valueOf(random.nextLong(), random.nextInt(40) - 10)
                            .toString());
                default -> readsDouble(random.nextLong(1L << 54) + "e" + (random.nextInt(60) - 30));
            }
            readsLong(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void shouldReadAnything() {
        roundsAnything(5000);
    }

    @Test
    @Tag("fuzz")
    void shouldReadAnythingForLong() {
        roundsAnything(1_000_000);
    }
}
