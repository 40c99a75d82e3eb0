package io.headrace.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link PolledBytes} gets its bytes. It never blocks longer than a disk does.
 *
 * <p><b>Threading:</b> one thread.
 */
interface ByteInput extends AutoCloseable {
    /** The input in words, for messages. */
    String label();

    /** Whether there may be something to read; false: it is still being connected. */
    boolean isReady() throws IOException;

    /** Reads what is there: how much it was, 0 for nothing now, -1 at the end. */
    int read(ByteBuffer to) throws IOException;

    /** What becomes readable as soon as there is more, after a read that found nothing; null when that cannot be said. */
    default @Nullable SelectableChannel awaited() {
        return null;
    }

    /** Everything is read and delivered: what the poll answers, or the loss that it is. */
    int ended() throws IOException;

    /** What stands behind a record that is not whole: {@code cut off by the end of the connection}. */
    String cutOff();

    @Override
    void close() throws IOException;
}
