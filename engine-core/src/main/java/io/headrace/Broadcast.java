package io.headrace;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A value for functions to read. Functions run where the value is, so this is no more than a name for it: a captured variable does the
 * same. It is there for programs that are ported, and to let a value go at a certain time.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param <T> the type of the value
 */
public final class Broadcast<T> {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.getAndIncrement();
    private volatile @Nullable T value;
    private volatile boolean isDestroyed;

    Broadcast(T value) {
        this.value = value;
    }

    /**
     * The value.
     *
     * @throws IllegalStateException when it was destroyed
     */
    public T value() {
        T there = value;
        if (isDestroyed || there == null)
            throw new IllegalStateException(
                    this + " was used after destroy(): destroy it when nothing needs it any more");
        return there;
    }

    /** The same as {@link #value}. */
    public T getValue() {
        return value();
    }

    /** Without effect: there is no copy of the value but the one that {@link #value} gives. */
    public void unpersist() {}

    /** As {@link #unpersist()}. */
    public void unpersist(@SuppressWarnings("unused") boolean blocking) {}

    /** Lets the value go; it cannot be used any more. */
    public void destroy() {
        isDestroyed = true;
        value = null;
    }

    public long id() {
        return id;
    }

    @Override
    public String toString() {
        return "Broadcast(" + id + ")";
    }
}
