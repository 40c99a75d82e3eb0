package io.headrace.affinity.sizing;

/**
 * How many different keys turn up when records draw theirs from a population: all keys alike, or by Zipf's law, under which the
 * key of rank k is drawn in proportion to 1/k^skew. Ranks are gathered into buckets that grow by {@value #GROWTH}, so a billion
 * keys cost no more than a thousand.
 *
 * <p><b>Threading:</b> immutable.
 */
final class KeyDraw {
    private static final double GROWTH = 1.125;

    private final double keys;
    private final double cap;
    private final double[] ranks; // how many keys a bucket holds
    private final double[] share; // what a single key of the bucket is drawn with

    /**
     * @param keys the population
     * @param skew Zipf's exponent; 0: all keys alike
     * @param cap at most so many different keys, however many are drawn
     */
    KeyDraw(long keys, double skew, long cap) {
        this.keys = keys;
        this.cap = (double) cap;
        int buckets = 0;
        for (double at = 1; at <= keys; at = next(at)) buckets++;
        ranks = new double[buckets];
        share = new double[buckets];
        double sum = 0;
        int bucket = 0;
        for (double at = 1; at <= keys; at = next(at)) {
            double end = Math.min(next(at), keys + 1.0);
            ranks[bucket] = end - at;
            share[bucket] = Math.pow((at + end - 1) / 2, -skew);
            sum += ranks[bucket] * share[bucket];
            bucket++;
        }
        for (int i = 0; i < buckets; i++) share[i] /= sum;
    }

    /** The different keys to be expected among so many records. */
    double distinct(double records) {
        double seen = 0;
        for (int i = 0; i < ranks.length; i++) seen += ranks[i] * -Math.expm1(-records * share[i]);
        return Math.min(Math.min(seen, cap), Math.min(records, keys));
    }

    /** The part of the records whose key is among the most frequent ones. */
    double shareOfTop(double top) {
        double left = top;
        double sum = 0;
        for (int i = 0; i < ranks.length && left > 0; i++) {
            sum += Math.min(left, ranks[i]) * share[i];
            left -= ranks[i];
        }
        return Math.min(1, sum);
    }

    private static double next(double rank) {
        return Math.max(rank + 1, Math.floor(rank * GROWTH));
    }
}
