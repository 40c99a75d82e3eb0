package io.headrace.source;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8;

/**
 * Finds lines, eight bytes at a time, each byte once; on the way it sees whether a line is ASCII, and only others are looked at
 * again. Of a line that is too long the first bytes are kept, the rest is passed over as it comes.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PolledLines extends PolledBytes {
    static final String NOT_UTF8 = "not UTF-8";

    private static final long LINE_FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final byte CARRIAGE_RETURN = '\r';
    private static final int LINE_END = 2;

    private final int maxLineLength;
    private final long shown = NativeMemory.allocate(SHOWN_BYTES, MemoryTag.ENGINE);
    private int limit;
    private String tooLong = "";

    /** Bytes from start to here have been searched, and these are the high bits they had. */
    private int searched;

    private long high;

    /** How much of a too long line has been passed over; 0 when no such line is being read. */
    private long passed;

    PolledLines(ByteInput input, int maxLineLength) {
        super(input, LINE_END);
        this.maxLineLength = maxLineLength;
    }

    @Override
    void allocated(int maxRecordLength) {
        limit = Math.min(maxRecordLength, maxLineLength);
        tooLong = "longer than " + limit + " bytes";
    }

    @Override
    void moved(int distance) {
        searched -= distance;
    }

    @Override
    boolean deliver(RecordWriter out) {
        for (int end = findLineFeed(); end >= 0; end = findLineFeed()) {
            if (passed > 0) endTooLong(out, end);
            else if (!line(out, end)) return false;
            begin(end + 1);
        }
        if (passed > 0) pass();
        else if (filled - start >= limit + LINE_END) beginTooLong();
        return true;
    }

    private void begin(int at) {
        start = at;
        searched = at;
        high = 0;
    }

    /** Where the next line feed is, or -1. */
    private int findLineFeed() {
        long base = buffer;
        int end = filled;
        int at = searched;
        long bits = high;
        for (; at < end; at += Long.BYTES) {
            long word = RawMemory.getLong(base + at);
            long x = word ^ LINE_FEEDS;
            long found = ~(((x & ~HIGH_BITS) + ~HIGH_BITS) | x) & HIGH_BITS; // exact in each byte
            int valid = end - at;
            if (valid < Long.BYTES) { // what lies behind is not ours
                long mask = (1L << (valid << 3)) - 1;
                found &= mask;
                word &= mask;
            }
            if (found != 0) {
                int index = Long.numberOfTrailingZeros(found) >>> 3;
                high = bits | (word & HIGH_BITS & ((1L << (index << 3)) - 1));
                return at + index;
            }
            bits |= word & HIGH_BITS;
        }
        searched = end;
        high = bits;
        return -1;
    }

    /** False when the writer is full. */
    private boolean line(RecordWriter out, int end) {
        long address = buffer + start;
        int length = end - start;
        if (length > 0 && RawMemory.getByte(address + length - 1) == CARRIAGE_RETURN) length--;
        if (length > limit) {
            out.reject(tooLong, address, length, length);
            return true;
        }
        if (high != 0 && !Utf8.isValid(address, length)) {
            out.reject(NOT_UTF8, address, length, length);
            return true;
        }
        int answer = out.append(address, length);
        if (answer == RecordWriter.FULL) {
            begin(start); // it is found again next time
            return false;
        }
        if (answer == RecordWriter.TOO_LONG) out.reject(tooLong, address, length, length);
        return true;
    }

    private void beginTooLong() {
        RawMemory.copy(buffer + start, shown, Math.min(SHOWN_BYTES, filled - start));
        pass();
    }

    private void pass() {
        passed += filled - start;
        begin(filled);
    }

    private void endTooLong(RecordWriter out, int end) {
        passed += end - start;
        rejectTooLong(out);
    }

    private void rejectTooLong(RecordWriter out) {
        out.reject(tooLong, shown, (int) Math.min(SHOWN_BYTES, passed), passed);
        passed = 0;
    }

    @Override
    boolean deliverRest(RecordWriter out) {
        if (passed > 0) rejectTooLong(out);
        if (start < filled && !line(out, filled)) return false;
        begin(filled);
        return true;
    }

    @Override
    void rejectRest(RecordWriter out) {
        if (passed > 0) rejectTooLong(out);
        if (start < filled) out.reject(cutOff(), buffer + start, filled - start, filled - start);
        begin(filled);
    }

    @Override
    void freeMore() {
        NativeMemory.free(shown, SHOWN_BYTES, MemoryTag.ENGINE);
    }
}
