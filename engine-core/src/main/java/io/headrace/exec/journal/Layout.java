package io.headrace.exec.journal;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.wal.format.RecordType;

/**
 * What the records have in common: they begin with their version, and no length in them is believed before it is checked.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Layout {
    static final int VERSION = 1;

    /** A sequence of a block has 48 bits; see {@link io.headrace.exec.batch.BlockId}. */
    static final long MAX_BLOCK = 1L << 48;

    private Layout() {}

    /** Fails unless there are so many bytes, and they are of the version that this build reads. */
    static void check(RecordType type, long address, int length, int least) {
        if (length < least) throw corrupt(type, length + " bytes, and " + least + " is the least");
        int version = RawMemory.getShort(address) & 0xffff;
        if (version != VERSION)
            throw corrupt(
                    type,
                    "version " + version + "; this build reads version " + VERSION
                            + ": was it written by a newer one?");
    }

    static CorruptDataException corrupt(RecordType type, String what) {
        return new CorruptDataException("a record " + type + " cannot be read: " + what);
    }
}
