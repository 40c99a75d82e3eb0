package io.headrace.bench.engine;

import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/**
 * Word count by hand over the blocks' bytes, exact: one thread, off-heap table, key bytes stored and compared.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class HandLoops {
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final long SPACES = 0x2020_2020_2020_2020L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private HandLoops() {}

    /** A byte at a time: the loop of the figures. */
    public static void scalar(PreparedBlocks lines, WordTable table) {
        for (int block = 0; block < lines.blocks(); block++) {
            long end = lines.address(block) + lines.used(block);
            long record = lines.address(block) + BlockFormat.HEADER_LENGTH;
            while (record < end) {
                int length = RawMemory.getInt(record);
                long line = record + BlockFormat.RECORD_HEADER_LENGTH;
                scalarLine(line, line + length, table);
                record = line + length;
            }
        }
    }

    private static void scalarLine(long line, long end, WordTable table) {
        long start = line;
        long hash = FNV_START;
        for (long at = line; at < end; at++) {
            byte b = RawMemory.getByte(at);
            if (b == ' ') {
                scalarCount(start, (int) (at - start), hash, table);
                start = at + 1;
                hash = FNV_START;
            } else {
                hash = (hash ^ b) * FNV_PRIME;
            }
        }
        scalarCount(start, (int) (end - start), hash, table);
    }

    private static void scalarCount(long key, int length, long hash, WordTable table) {
        long mask = table.mask;
        long offset = ((hash ^ (hash >>> 29)) << 4) & mask;
        while (true) {
            long slot = table.slots + offset;
            long entry = RawMemory.getLong(slot + 8);
            if (entry == 0) {
                table.insert(slot, hash, key, length);
                return;
            }
            if (RawMemory.getLong(slot) == hash
                    && RawMemory.getInt(entry + WordTable.LENGTH) == length
                    && sameBytes(entry + WordTable.KEY, key, length)) {
                RawMemory.putLong(entry, RawMemory.getLong(entry) + 1);
                return;
            }
            offset = (offset + 16) & mask;
        }
    }

    private static boolean sameBytes(long left, long right, int length) {
        for (int i = 0; i < length; i++) {
            if (RawMemory.getByte(left + i) != RawMemory.getByte(right + i)) return false;
        }
        return true;
    }

    /** Eight bytes at a time: finding spaces, hashing, comparing. */
    public static void wide(PreparedBlocks lines, WordTable table) {
        for (int block = 0; block < lines.blocks(); block++) {
            long end = lines.address(block) + lines.used(block);
            long record = lines.address(block) + BlockFormat.HEADER_LENGTH;
            while (record < end) {
                int length = RawMemory.getInt(record);
                long line = record + BlockFormat.RECORD_HEADER_LENGTH;
                wideLine(line, line + length, table);
                record = line + length;
            }
        }
    }

    private static void wideLine(long line, long end, WordTable table) {
        long start = line;
        long at = line;
        for (; at + 8 <= end; at += 8) {
            long x = RawMemory.getLong(at) ^ SPACES;
            long found = ~(((x & ~HIGH_BITS) + ~HIGH_BITS) | x) & HIGH_BITS;
            for (; found != 0; found &= found - 1) {
                long space = at + (Long.numberOfTrailingZeros(found) >>> 3);
                wideCount(start, (int) (space - start), table);
                start = space + 1;
            }
        }
        for (; at < end; at++) {
            if (RawMemory.getByte(at) == ' ') {
                wideCount(start, (int) (at - start), table);
                start = at + 1;
            }
        }
        wideCount(start, (int) (end - start), table);
    }

    private static void wideCount(long key, int length, WordTable table) {
        long hash = wideHash(key, length);
        long mask = table.mask;
        long offset = (hash << 4) & mask;
        while (true) {
            long slot = table.slots + offset;
            long entry = RawMemory.getLong(slot + 8);
            if (entry == 0) {
                table.insert(slot, hash, key, length);
                return;
            }
            if (RawMemory.getLong(slot) == hash
                    && RawMemory.getInt(entry + WordTable.LENGTH) == length
                    && sameWords(entry + WordTable.KEY, key, length)) {
                RawMemory.putLong(entry, RawMemory.getLong(entry) + 1);
                return;
            }
            offset = (offset + 16) & mask;
        }
    }

    private static long wideHash(long key, int length) {
        long hash = length * MIX;
        int i = 0;
        for (; i + 8 <= length; i += 8) hash = (hash ^ RawMemory.getLong(key + i)) * MIX;
        hash = (hash ^ tail(key + i, length - i)) * MIX;
        return hash ^ (hash >>> 32);
    }

    private static boolean sameWords(long left, long right, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (RawMemory.getLong(left + i) != RawMemory.getLong(right + i)) return false;
        }
        return tail(left + i, length - i) == tail(right + i, length - i);
    }

    /** The last bytes, 0 to 7: a word begins behind four bytes of the block's at least, so loading the word before them is in bounds. */
    private static long tail(long at, int length) {
        return length == 0 ? 0 : RawMemory.getLong(at + length - 8) >>> ((8 - length) << 3);
    }
}
