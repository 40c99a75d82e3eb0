package io.headrace.source;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * An input that a receiver's thread polls. It never blocks, keeps what it read and could not hand over, and leaves closing
 * blocks to the receiver.
 *
 * <p><b>Threading:</b> opened, polled and closed by one thread.
 */
public interface PolledSource extends AutoCloseable {
    /** What {@link #poll} answers when the source has ended for good: nothing comes any more, and nothing is wrong. */
    int ENDED = -1;

    /**
     * Appends what is there, without waiting for more, and without doing more than a few hundred microseconds' work.
     *
     * @return how much was done, 0 when there was nothing (or no room), or {@link #ENDED}
     * @throws IOException when the source is lost: it is closed, and opened again after a pause
     */
    int poll(RecordWriter out) throws IOException;

    /**
     * What a thread may sleep on, after a poll that did nothing: it is readable as soon as there is more, and only then. The thread need not
     * look by itself meanwhile.
     *
     * @return null when there is no such thing, or something else is to be waited for: the source is looked at again soon
     */
    default @Nullable SelectableChannel awaited() {
        return null;
    }

    /** Everything up to this position is as safe as the context's durability promises: the source may forget it. */
    default void acknowledged(long positionAddress, int positionLength) {}

    @Override
    void close() throws IOException;
}
