package io.headrace.exec.batch;

/**
 * What tells a batch from every other, for ever: (incarnation, sequence), compared in that order. A batch that is run again after a
 * crash keeps the one it was allocated under.
 *
 * <p><b>Threading:</b> immutable.
 */
public record BatchId(long incarnation, long sequence) implements Comparable<BatchId> {
    @Override
    public int compareTo(BatchId other) {
        int byIncarnation = Long.compare(incarnation, other.incarnation);
        return byIncarnation != 0 ? byIncarnation : Long.compare(sequence, other.sequence);
    }

    /** {@code 3-1042}. */
    @Override
    public String toString() {
        return incarnation + "-" + sequence;
    }
}
