package io.headrace.sink;

import org.jspecify.annotations.Nullable;

/**
 * What tells a batch from every other, for ever: (incarnation, sequence), compared in that order. A batch that is run again after a
 * crash keeps the one it was allocated under.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param incarnation counts the starts of a context's directory
 * @param sequence counts its batches, over all starts
 */
public record BatchId(long incarnation, long sequence) implements Comparable<BatchId> {
    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException saying what the text is
     */
    public static BatchId parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new BatchId(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no batch id; one is two numbers with a dash between them, such as 3-1042", e);
        }
    }

    @Override
    public int compareTo(BatchId other) {
        int byIncarnation = Long.compare(incarnation, other.incarnation);
        return byIncarnation != 0 ? byIncarnation : Long.compare(sequence, other.sequence);
    }

    // Written out, for what a record makes is linked at its first call: milliseconds of each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BatchId id && incarnation == id.incarnation && sequence == id.sequence;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(incarnation) + Long.hashCode(sequence);
    }

    /** {@code 3-1042}. */
    @Override
    public String toString() {
        return incarnation + "-" + sequence;
    }
}
