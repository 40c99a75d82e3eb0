package io.headrace.wal;

import io.headrace.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of all TYPE records so far, which each roll repeats at its head.
 *
 * <p><b>Threading:</b> the writer.
 */
final class Dictionary {
    private final long rollBytes;
    private final int overhead;
    private final List<byte[]> entries;
    private long bytes;

    /** @param overhead what an entry takes beside its own bytes, at most */
    Dictionary(List<byte[]> entries, long rollBytes, int overhead) {
        this.rollBytes = rollBytes;
        this.overhead = overhead;
        this.entries = new ArrayList<>(entries);
        for (byte[] entry : entries) bytes += entry.length + overhead;
    }

    List<byte[]> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    /** Refuses an entry with which the dictionary would take too much of each roll. */
    void check(int length) {
        if (bytes + length + overhead <= rollBytes / 4) return;
        throw new IllegalArgumentException("the dictionary has " + entries.size() + " entries and " + bytes
                + " bytes; one more of " + length + " bytes would take more than a quarter of each roll of " + rollBytes
                + " bytes: set larger rolls");
    }

    void add(long payload, int length) {
        byte[] entry = new byte[length];
        RawMemory.copyToArray(payload, entry, 0, length);
        entries.add(entry);
        bytes += length + overhead;
    }
}
