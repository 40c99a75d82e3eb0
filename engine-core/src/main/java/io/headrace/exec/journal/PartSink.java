package io.headrace.exec.journal;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link DeltaWriter} gets its buffers from, and where it hands the finished parts to.
 *
 * <p><b>Threading:</b> the thread of the writer.
 */
public interface PartSink {
    /** An empty buffer, or null while all are on their way. */
    @Nullable
    PartBuffer take();

    /** The buffer holds a whole part. It comes back to the sink by itself. */
    void delta(PartBuffer part);

    /** The buffer is not needed after all. */
    void giveBack(PartBuffer unused);
}
