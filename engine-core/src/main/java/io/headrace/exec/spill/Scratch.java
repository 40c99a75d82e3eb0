package io.headrace.exec.spill;

import io.headrace.memory.Crc32c;

/**
 * Off-heap room for a chunk that is being written, or was read, and what checks it. It is lent by {@link SpillStore}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Scratch {
    final long address;
    final int bytes;
    final Crc32c crc = new Crc32c();

    Scratch(long address, int bytes) {
        this.address = address;
        this.bytes = bytes;
    }
}
