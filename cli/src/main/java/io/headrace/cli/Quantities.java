package io.headrace.cli;

import io.headrace.affinity.sizing.Durations;
import io.headrace.affinity.sizing.SizingException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with units on a command line. <b>Threading:</b> stateless. */
final class Quantities {
    private static final Pattern COUNT = Pattern.compile("([-+]?[0-9][0-9_]*(?:\\.[0-9]+)?(?:e[0-9]{1,2})?)([kmg]?)");
    private static final Pattern BYTES = Pattern.compile("([0-9][0-9_]*(?:\\.[0-9]+)?)(?:([kmgt])(?:i?b)?|b)?");

    private Quantities() {}

    private static double number(String digits) {
        return Double.parseDouble(digits.replace("_", ""));
    }

    /** {@code 1000000}, {@code 1_000_000}, {@code 1e6}, {@code 1M}: thousands, not 1024s. */
    static final class Count implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            Matcher matcher = COUNT.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches())
                throw new TypeConversionException("'" + text + "' is not a number: write 250000, 250K or 5M");
            double unit = switch (matcher.group(2)) {
                case "k" -> 1e3;
                case "m" -> 1e6;
                case "g" -> 1e9;
                default -> 1;
            };
            return number(matcher.group(1)) * unit;
        }
    }

    /** {@code 512M}, {@code 24g}, {@code 1.5GiB}: powers of 1024. */
    static final class Bytes implements ITypeConverter<Long> {
        private static final String UNITS = "kmgt";

        @Override
        public Long convert(String text) {
            Matcher matcher = BYTES.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches())
                throw new TypeConversionException("'" + text + "' is not a size: write 512M or 24G");
            int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
            return (long) (number(matcher.group(1)) * (1L << (10 * power)));
        }
    }

    /** {@code 10ms}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (SizingException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
