package io.headrace.exec.replay;

import io.headrace.exec.eval.StateDelta;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;

/**
 * Takes what streams write of a batch, in the place of the log.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ChangeCapture implements AutoCloseable {
    private final int maxEntry;
    private long scratch;

    /** @param maxEntry the longest entry that the log would take */
    public ChangeCapture(int maxEntry) {
        this.maxEntry = maxEntry;
        scratch = NativeMemory.allocate(maxEntry, MemoryTag.LOG);
    }

    /** Where one stream writes. */
    public StateDelta into(StateChanges changes) {
        return new Entries(changes);
    }

    private final class Entries implements StateDelta {
        private final StateChanges changes;
        private byte claimed;

        Entries(StateChanges changes) {
            this.changes = changes;
        }

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public int maxEntryLength() {
            return maxEntry;
        }

        @Override
        public long claim(int keyGroup, byte kind, int maxLength) {
            if (maxLength > maxEntry)
                throw new IllegalArgumentException(changes.stream().site() + ": a state change of " + maxLength
                        + " bytes; at most " + maxEntry + " are logged: set headrace.block.bytes as it was");
            claimed = kind;
            return scratch;
        }

        @Override
        public void commit(int length) {
            changes.add(claimed, scratch, length);
        }
    }

    @Override
    public void close() {
        NativeMemory.free(scratch, maxEntry, MemoryTag.LOG);
        scratch = 0;
    }
}
