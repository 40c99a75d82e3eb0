package io.headrace;

import io.headrace.affinity.sizing.Durations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a {@link HeadraceConf}: its documented name, and what may be written for it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param shownDefault what holds when nothing is set, as the documentation shows it
 * @param wanted what its value must be, in words
 * @param parser throws for anything else
 */
record Setting<T>(
        String key,
        @Nullable T defaultValue,
        String shownDefault,
        String wanted,
        Function<String, T> parser,
        Function<T, String> printer) {
    /** Instead of the value of a secret. */
    private static final String HIDDEN = "(hidden)";

    static Setting<String> text(String key, String shownDefault) {
        return new Setting<>(
                key,
                null,
                shownDefault,
                "a text that is not blank",
                text -> {
                    if (text.isBlank()) throw new IllegalArgumentException("blank");
                    return text;
                },
                text -> text);
    }

    static Setting<Path> path(String key, String shownDefault) {
        return new Setting<>(
                key,
                null,
                shownDefault,
                "a path",
                text -> {
                    try {
                        if (text.isBlank()) throw new IllegalArgumentException("blank");
                        return Path.of(text);
                    } catch (InvalidPathException e) {
                        throw new IllegalArgumentException(e.getMessage(), e);
                    }
                },
                Path::toString);
    }

    static Setting<Duration> time(String key, @Nullable Duration defaultValue, String shownDefault, Duration least) {
        return new Setting<>(
                key,
                defaultValue,
                shownDefault,
                "a time such as 10ms, 1.5s or 2m" + (least.isZero() ? "" : ", " + Durations.print(least) + " or more"),
                text -> {
                    Duration time = Durations.parse(text);
                    if (time.compareTo(least) < 0) throw new IllegalArgumentException("too short");
                    return time;
                },
                Durations::print);
    }

    static Setting<Duration> time(String key, Duration defaultValue) {
        return time(key, defaultValue, Durations.print(defaultValue), Duration.ZERO);
    }

    static Setting<Integer> integer(String key, int defaultValue, int least, int most) {
        Setting<Long> wide = number(key, defaultValue, least, most);
        return new Setting<>(
                key,
                defaultValue,
                wide.shownDefault,
                wide.wanted,
                text -> Math.toIntExact(wide.parser.apply(text)),
                String::valueOf);
    }

    /** Of TCP; 0 for any that is free. Without one there is none. */
    static Setting<Integer> port(String key, String shownDefault) {
        Setting<Integer> number = integer(key, 0, 0, 65_535);
        return new Setting<>(key, null, shownDefault, number.wanted, number.parser, number.printer);
    }

    static Setting<Integer> powerOfTwo(String key, int defaultValue, int least, int most) {
        return new Setting<>(
                key,
                defaultValue,
                String.valueOf(defaultValue),
                "a power of two from " + least + " to " + most,
                text -> {
                    int value = Integer.parseInt(text);
                    if (value < least || value > most || Integer.bitCount(value) != 1)
                        throw new IllegalArgumentException("out of range");
                    return value;
                },
                String::valueOf);
    }

    static Setting<Long> number(String key, long defaultValue, long least, long most) {
        return new Setting<>(
                key,
                defaultValue,
                String.valueOf(defaultValue),
                "a whole number "
                        + (most >= Integer.MAX_VALUE ? "from " + least + " up" : "from " + least + " to " + most),
                text -> {
                    long value = Long.parseLong(text);
                    if (value < least || value > most) throw new IllegalArgumentException("out of range");
                    return value;
                },
                String::valueOf);
    }

    /** A decimal number that is not negative. */
    static Setting<Double> factor(String key, double defaultValue) {
        return new Setting<>(
                key,
                defaultValue,
                String.valueOf(defaultValue),
                "a number from 0 up, such as 0.2",
                text -> {
                    double value = Double.parseDouble(text);
                    if (!(value >= 0) || Double.isInfinite(value)) throw new IllegalArgumentException("out of range");
                    return value;
                },
                String::valueOf);
    }

    static Setting<Boolean> flag(String key) {
        return new Setting<>(
                key,
                false,
                "false",
                "true or false",
                text -> {
                    String word = text.toLowerCase(Locale.ROOT);
                    if (!word.equals("true") && !word.equals("false")) throw new IllegalArgumentException("neither");
                    return word.equals("true");
                },
                String::valueOf);
    }

    static <E extends Enum<E>> Setting<E> word(
            String key, Class<E> type, @Nullable E defaultValue, String shownDefault) {
        return new Setting<>(
                key,
                defaultValue,
                shownDefault,
                "one of " + Arrays.toString(type.getEnumConstants()),
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
                Enum::name);
    }

    /** By its name: there is one setting of each. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Setting<?> setting && key.equals(setting.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Whether its value is not for everybody's eyes. */
    boolean isSecret() {
        return key.endsWith(".token");
    }

    /** The value for people. */
    String shown(T value) {
        return isSecret() ? HIDDEN : printer.apply(value);
    }

    T parse(String text) {
        try {
            return parser.apply(text.strip());
        } catch (RuntimeException e) {
            IllegalArgumentException refused = refusal(text, wanted);
            refused.initCause(e);
            throw refused;
        }
    }

    /** What a value that was not read from text looks like, checked as text is. */
    T checked(T value) {
        return parse(printer.apply(value));
    }

    IllegalArgumentException refusal(Object value, String right) {
        return new IllegalArgumentException(key + "=" + (isSecret() ? HIDDEN : value) + ": it must be " + right);
    }
}
