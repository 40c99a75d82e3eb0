package io.headrace.exec.checkpoint;

import java.io.IOException;

/**
 * Is shown what a checkpoint holds.
 *
 * <p><b>Threading:</b> whoever reads the checkpoint.
 */
public interface StateVisitor {
    /** In place of a tick: the entry is that of a key. */
    long NO_PANE = -1;

    /**
     * One entry, as the operator once wrote it. The bytes are valid during the call.
     *
     * @param paneTick of a pane; {@link #NO_PANE} of a key
     */
    void entry(int operator, long paneTick, int group, byte kind, long address, int length) throws IOException;
}
