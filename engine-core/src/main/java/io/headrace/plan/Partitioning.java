package io.headrace.plan;

import org.jspecify.annotations.Nullable;

/**
 * How many partitions a keyed result has, and which key goes where.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param count of partitions, or {@link #DEFAULT}
 * @param custom the user's own choice, or null: contiguous ranges of key groups
 */
public record Partitioning(int count, @Nullable KeyPlacement custom) {
    /** The context's number of partitions, fixed at its first start. */
    public static final int DEFAULT = 0;

    public static final Partitioning BY_DEFAULT = new Partitioning(DEFAULT, null);

    public Partitioning {
        if (count < 0) throw new IllegalArgumentException("a result in " + count + " partitions; give 1 or more");
    }

    public static Partitioning of(int count) {
        if (count < 1) throw new IllegalArgumentException("a result in " + count + " partitions; give 1 or more");
        return new Partitioning(count, null);
    }

    public static Partitioning of(KeyPlacement custom) {
        return new Partitioning(Given.checked(custom, "partitioner").partitions(), custom);
    }

    @Override
    public String toString() {
        if (custom != null) return custom.placementName() + ":" + custom.placementVersion() + "(" + count + ")";
        return count == DEFAULT ? "default partitions" : count + " partitions";
    }
}
