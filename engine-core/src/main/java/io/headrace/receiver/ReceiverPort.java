package io.headrace.receiver;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a {@link Receiver}. Users call the receiver; the engine implements this.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface ReceiverPort {
    int streamId();

    void store(Object record) throws InterruptedException;

    /** All of it in blocks of its own; returns when it is as safe as the context's durability promises. */
    void storeAll(Iterator<?> records, byte[] position) throws InterruptedException;

    /** One record of these bytes, taken as they are. */
    void store(ByteBuffer bytes, byte[] position) throws InterruptedException;

    void reportError(String message, @Nullable Throwable error);

    void restart(String message, @Nullable Throwable error, long delayMillis);

    void stop(String message, @Nullable Throwable error);

    boolean isStarted();

    boolean isStopped();

    /** Whether the stream has ended, so that the receiver may serve another one. */
    boolean isEnded();

    /** The last position that was logged; empty when there was none. */
    byte[] lastPosition();
}
