package io.headrace.receiver;

import io.headrace.StorageLevel;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An input that a user writes: it starts threads of its own in {@link #onStart}, which store what they receive, and stops them
 * in {@link #onStop}.
 *
 * <p>Storing a single record returns as soon as it lies in a block; a crash may lose it. Storing an iterator or a buffer
 * returns when the data is as safe as the context's durability promises: a source that wants an acknowledgement gets it after
 * that. With a position, opaque bytes that say where the source stands behind the data, a receiver that reads
 * {@link #lastPosition} when it starts delivers each record exactly once; without one it is at least once. Data with a position
 * must fit one block, so that no crash separates the two.
 *
 * <p>Storing waits while the engine is behind; nothing is dropped and nothing grows.
 *
 * <p>A record that cannot be stored, for it is of a class that nobody registered, or longer than a record may be, is refused with an
 * {@link IllegalArgumentException}. That counts as an error of the receiver, and listeners are told. A thread that catches it goes on;
 * one that does not ends, and the receiver is stopped and started again after the configured pause, as by {@link #restart(String)} and
 * as when {@link #onStart} throws. Whatever else ends a thread that stores is told in the same way, and starts nothing again, for other
 * threads of the receiver may go on: catch it, and call {@code restart}. An exception that a pool keeps in a {@code Future} ends no
 * thread, and nobody hears of it: get it, or call {@code restart}.
 *
 * <p><b>Threading:</b> {@link #onStart} and {@link #onStop} are called by the engine, one at a time; everything else by any thread.
 *
 * @param <T> the type of the records
 */
public abstract class Receiver<T> implements Serializable {
    private static final long serialVersionUID = 1;
    private static final byte[] NO_POSITION = {};

    private final StorageLevel storageLevel;
    private transient volatile @Nullable ReceiverPort port;

    protected Receiver(StorageLevel storageLevel) {
        this.storageLevel = storageLevel;
    }

    /** Begins to receive: starts threads and returns. */
    public abstract void onStart() throws Exception;

    /** Ends receiving: stops the threads that {@link #onStart} started. */
    public abstract void onStop() throws Exception;

    public final StorageLevel storageLevel() {
        return storageLevel;
    }

    /** Of no meaning on one machine. */
    public @Nullable String preferredLocation() {
        return null;
    }

    /** Stores one record; waits while there is no room. */
    public final void store(T record) throws InterruptedException {
        port().store(record);
    }

    /** Stores records as a whole; returns when they are safe. */
    public final void store(Iterator<T> records) throws InterruptedException {
        port().storeAll(records, NO_POSITION);
    }

    /** As {@link #store(Iterator)}, with where the source stands behind them: at most 64 bytes. */
    public final void store(Iterator<T> records, byte[] position) throws InterruptedException {
        port().storeAll(records, position);
    }

    /** As {@link #store(Iterator)}. */
    public final void store(Collection<T> records) throws InterruptedException {
        port().storeAll(records.iterator(), NO_POSITION);
    }

    /** Stores the bytes between position and limit as one record, already in the stream's encoding; returns when they are safe. */
    public final void store(ByteBuffer bytes) throws InterruptedException {
        port().store(bytes, NO_POSITION);
    }

    /** As {@link #store(ByteBuffer)}, with where the source stands behind it: at most 64 bytes. */
    public final void store(ByteBuffer bytes, byte[] position) throws InterruptedException {
        port().store(bytes, position);
    }

    /** Tells people of an error; receiving goes on. */
    public final void reportError(String message, @Nullable Throwable error) {
        port().reportError(message, error);
    }

    /** Stops and starts again after the configured pause; returns at once. */
    public final void restart(String message) {
        port().restart(message, null, -1);
    }

    public final void restart(String message, Throwable error) {
        port().restart(message, error, -1);
    }

    public final void restart(String message, Throwable error, long delayMillis) {
        port().restart(message, error, delayMillis);
    }

    /** Stops for good. */
    public final void stop(String message) {
        port().stop(message, null);
    }

    public final void stop(String message, Throwable error) {
        port().stop(message, error);
    }

    public final boolean isStarted() {
        return port().isStarted();
    }

    public final boolean isStopped() {
        return port().isStopped();
    }

    public final int streamId() {
        return port().streamId();
    }

    /** Where the source stood behind the last data that was logged; empty when there is no such place. */
    public final byte[] lastPosition() {
        return port().lastPosition();
    }

    /**
     * For the engine.
     *
     * @throws IllegalStateException when the receiver works for another stream that runs: what it stores would be that one's no more
     */
    public final synchronized void attach(ReceiverPort port) {
        ReceiverPort attached = this.port;
        if (attached != null && attached != port && !attached.isEnded())
            throw new IllegalStateException("the receiver " + getClass().getName()
                    + " feeds a stream of another context, which runs: give each context a receiver of its own");
        this.port = port;
    }

    private ReceiverPort port() {
        ReceiverPort attached = port;
        if (attached == null)
            throw new IllegalStateException(
                    "this receiver belongs to no running context: give it to receiverStream(...)"
                            + " and call its methods from onStart on");
        return attached;
    }
}
