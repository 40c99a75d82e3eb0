package io.headrace;

/**
 * One batch's data of numbers: see {@link RddLike} for how long it lives and who may use it. Sums and means are taken partition by
 * partition, in order: they do not depend on who computes what.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 */
public interface DoubleRdd extends RddKind<Double, DoubleRdd> {
    /** The same data as numbers. */
    static DoubleRdd fromRdd(Rdd<Double> rdd) {
        return rdd.mapToDouble(number -> number);
    }

    /** The same data as elements. */
    Rdd<Double> toRdd();

    /** 0 when there is none. */
    double sum();

    /** Count, mean, variance, least and greatest. */
    StatCounter stats();

    /** The greatest; {@code -Infinity} when there is none. */
    default double max() {
        return stats().max();
    }

    /** The least; {@code Infinity} when there is none. */
    default double min() {
        return stats().min();
    }

    /** {@code NaN} when there is none. */
    default double mean() {
        return stats().mean();
    }

    /** Of these numbers, as all there are: divided by how many they are. */
    default double variance() {
        return stats().variance();
    }

    /** The same as {@link #variance}. */
    default double popVariance() {
        return variance();
    }

    default double stdev() {
        return stats().stdev();
    }

    /** The same as {@link #stdev}. */
    default double popStdev() {
        return stdev();
    }

    /** Of a sample of more: divided by one less than how many there are. */
    default double sampleVariance() {
        return stats().sampleVariance();
    }

    default double sampleStdev() {
        return stats().sampleStdev();
    }

    /**
     * How many numbers lie in each of so many equal ranges between the least and the greatest, which is in the last.
     *
     * @return the borders, one more than there are ranges, and the numbers
     * @throws UnsupportedOperationException when there is no number, or one is infinite or no number
     */
    Tuple2<double[], long[]> histogram(int buckets);

    /**
     * How many numbers lie between each two borders: from the lower one on, below the upper one, which counts in the last range alone.
     *
     * @param borders ascending, 2 or more
     */
    long[] histogram(double[] borders);
}
