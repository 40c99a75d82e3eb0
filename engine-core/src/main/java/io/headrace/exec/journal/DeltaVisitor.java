package io.headrace.exec.journal;

import java.io.IOException;

/**
 * Is shown the state changes of committed batches, in the order of the batches, when a context starts again.
 *
 * <p><b>Threading:</b> the thread that recovers.
 */
public interface DeltaVisitor {
    /** A visitor of a program without state. */
    DeltaVisitor NONE = (operator, group, kind, flags, address, length) -> {};

    /** The log is read from this place on. */
    default void from(long position) {}

    /** A record of any kind is read, of a log whose last one is known. */
    default void record(long sequence, long last) {}

    /** A committed batch; its changes follow. */
    default void begin(RecoveredBatch batch) {}

    /** A part of the batch's changes lies there in the log; what is in it follows. */
    default void part(long position, int length) {}

    /** One change, as {@link DeltaWriter} was given it. The bytes are valid during the call. */
    void delta(int operator, int group, int kind, int flags, long address, int length) throws IOException;

    /** The batch's changes are complete. */
    default void end(RecoveredBatch batch) throws IOException {}
}
