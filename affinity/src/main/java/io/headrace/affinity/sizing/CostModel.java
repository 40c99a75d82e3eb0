package io.headrace.affinity.sizing;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A value for each {@link Cost}: the defaults, what was measured on a machine, or what the reader holds to be right.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class CostModel {
    private static final CostModel DEFAULTS = new CostModel(new EnumMap<>(Cost.class));
    private static final MathContext PRINTED = new MathContext(4);

    private final EnumMap<Cost, Double> values;

    private CostModel(EnumMap<Cost, Double> changed) {
        values = new EnumMap<>(Cost.class);
        for (Cost cost : Cost.values()) values.put(cost, cost.byDefault());
        changed.forEach((cost, value) -> {
            cost.objection(value).ifPresent(wanted -> {
                throw new SizingException(cost.key() + "=" + value + ": it must be " + wanted);
            });
            values.put(cost, value);
        });
    }

    /** The defaults of {@link Cost}. */
    public static CostModel defaults() {
        return DEFAULTS;
    }

    public double get(Cost cost) {
        return values.getOrDefault(cost, cost.byDefault());
    }

    /** The same with another value for one cost. */
    public CostModel with(Cost cost, double value) {
        return with(Map.of(cost, value));
    }

    /** The same with other values for some costs. */
    public CostModel with(Map<Cost, Double> changes) {
        EnumMap<Cost, Double> changed = new EnumMap<>(values);
        changed.putAll(changes);
        return new CostModel(changed);
    }

    /**
     * The same with what a file of costs ({@code key=value} lines) says differently.
     *
     * @throws SizingException naming the key and the value that cannot be
     */
    public CostModel with(Path file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
        Map<Cost, Double> changes = new EnumMap<>(Cost.class);
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            Cost cost = Cost.named(key).orElseThrow(() -> new SizingException(unknown(file, key)));
            changes.put(cost, number(file, cost, properties.getProperty(key).strip()));
        }
        return with(changes);
    }

    /** As a file of costs, each with its meaning and unit; {@link #with(Path)} reads it. */
    public String asFile() {
        StringBuilder text = new StringBuilder(
                "# What the engine's steps cost: change a number and size again, with --costs THIS_FILE.\n");
        for (Cost cost : Cost.values()) {
            text.append("\n# ").append(cost.meaning()).append("; ").append(cost.unit());
            if (cost.origin() == Cost.Origin.CHOSEN) text.append("; chosen, not measured");
            text.append('\n')
                    .append(cost.key())
                    .append('=')
                    .append(printed(get(cost)))
                    .append('\n');
        }
        return text.toString();
    }

    /** Every cost by its key, in the order of {@link Cost}. */
    public Map<String, Double> byKey() {
        return Arrays.stream(Cost.values())
                .collect(Collectors.toMap(Cost::key, this::get, (a, b) -> a, java.util.LinkedHashMap::new));
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof CostModel that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private static double number(Path file, Cost cost, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new SizingException(
                    file + ": " + cost.key() + "=" + text + ": it must be a number, in " + cost.unit(), e);
        }
    }

    private static String unknown(Path file, String key) {
        return file + ": there is no cost " + key + "; there are "
                + Arrays.stream(Cost.values()).map(Cost::key).collect(Collectors.joining(", "));
    }

    private static String printed(double value) {
        return new BigDecimal(value).round(PRINTED).stripTrailingZeros().toPlainString();
    }
}
