package io.headrace.memory.storage;

/**
 * A place outside memory where sealed blocks lie and can be read back from: the log, a {@link SpillFile}.
 *
 * <p><b>Threading:</b> any thread, several at once.
 */
public interface BlockHome {
    /** Reads the block's bytes from its position to an address; false when that is not possible. */
    boolean load(long position, long address, int length);

    /** Whether {@link #load} answers true only for the very bytes that were written there, by a checksum that is held with them. */
    default boolean isChecked() {
        return false;
    }

    /** Names the place in messages: which file, at which offset, and what went wrong there if something did. */
    String describe(long position);
}
