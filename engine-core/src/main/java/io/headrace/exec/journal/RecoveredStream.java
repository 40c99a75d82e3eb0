package io.headrace.exec.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where an input stood when the process died, and where its blocks lie in the log.
 *
 * <p><b>Threading:</b> filled by the thread that recovers, read by any after that.
 */
public final class RecoveredStream {
    /** What {@link #lastBatchMillis} answers when no batch is in the log. */
    public static final long NO_BATCH = Long.MIN_VALUE;

    /** A block of a batch, and what it says of where its records are from. */
    public static final class Marked {
        private final long logPosition;
        private final byte[] position;

        Marked(long logPosition, byte[] position) {
            this.logPosition = logPosition;
            this.position = position;
        }

        public long logPosition() {
            return logPosition;
        }

        /** Its source position. */
        public byte[] position() {
            return position.clone();
        }
    }

    private long nextBlock;
    private long firstUnallocated;
    private byte[] sourcePosition = {};
    private long lastBatchMillis = NO_BATCH;
    private boolean hasMarks = true;

    private final List<Marked> marked = new ArrayList<>();

    // Of the blocks that belong to no batch so far.
    private final List<Long> freeSequences = new ArrayList<>();
    private final List<Marked> free = new ArrayList<>();

    // The blocks [base, base + count) are in the log.
    private long base;
    private int count;
    private long[] positions = new long[8];
    private int[] lengths = new int[8];
    private int[] checksums = new int[8];

    /** The sequence of the block that comes next. */
    public long nextBlock() {
        return nextBlock;
    }

    /** Blocks from here up to {@link #nextBlock} belong to no batch yet. */
    public long firstUnallocated() {
        return firstUnallocated;
    }

    /** The last that a block carried; empty when none did. */
    public byte[] sourcePosition() {
        return sourcePosition.clone();
    }

    /** The time of the last batch that was allocated. */
    public long lastBatchMillis() {
        return lastBatchMillis;
    }

    /** Of an input of files, the blocks in the log that belong to batches, in order. */
    public List<Marked> marked() {
        return List.copyOf(marked);
    }

    /** Whether {@link #marked} has what batches took; false where there is no log to tell. */
    public boolean hasMarks() {
        return hasMarks;
    }

    public boolean hasBlock(long sequence) {
        return sequence >= base && sequence < base + count;
    }

    /** Where the block stands in the log. */
    public long position(long sequence) {
        return positions[index(sequence)];
    }

    public int length(long sequence) {
        return lengths[index(sequence)];
    }

    public int checksum(long sequence) {
        return checksums[index(sequence)];
    }

    private int index(long sequence) {
        if (!hasBlock(sequence))
            throw new IllegalArgumentException(
                    "block " + sequence + " is not in the log, which has " + base + " to " + (base + count - 1));
        return (int) (sequence - base);
    }

    /** The log has the next block; false when it is not the next one. */
    boolean block(long sequence, long position, int length, int checksum) {
        if (count == 0 && nextBlock == 0) {
            base = firstUnallocated = sequence; // the log may have been trimmed
        } else if (sequence != nextBlock) {
            return false;
        } else if (count == 0) {
            base = sequence;
        }
        if (count == positions.length) grow();
        positions[count] = position;
        lengths[count] = length;
        checksums[count] = checksum;
        count++;
        nextBlock = sequence + 1;
        return true;
    }

    private void grow() {
        positions = Arrays.copyOf(positions, count * 2);
        lengths = Arrays.copyOf(lengths, count * 2);
        checksums = Arrays.copyOf(checksums, count * 2);
    }

    /** The last block has this source position. */
    void mark(long logPosition, byte[] position) {
        sourcePosition = position;
        freeSequences.add(nextBlock - 1);
        free.add(new Marked(logPosition, position));
    }

    /**
     * A batch has the blocks {@code [first, end)}.
     *
     * @param keepsMarks whether what they say of themselves is wanted later
     */
    void allocated(long batchMillis, long first, long end, boolean keepsMarks) {
        lastBatchMillis = batchMillis;
        firstUnallocated = end;
        nextBlock = Math.max(nextBlock, end);
        if (keepsMarks) {
            for (int i = 0; i < free.size(); i++) {
                long sequence = freeSequences.get(i);
                if (sequence >= first && sequence < end) marked.add(free.get(i));
            }
        }
        free.clear();
        freeSequences.clear();
    }

    /** There is no log. */
    void withoutMarks() {
        hasMarks = false;
    }

    void sourcePosition(byte[] position) {
        sourcePosition = position;
    }
}
