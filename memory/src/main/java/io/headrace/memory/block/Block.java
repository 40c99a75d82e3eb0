package io.headrace.memory.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A handle on one fixed piece of a {@link BlockPool}: where it is, how much of it is used, who still needs it.
 *
 * <p>{@link BlockPool#acquire} hands it out with one reference; {@link #retain} adds one, the last {@link #release}
 * gives the block back to the pool. Each return makes a new {@link #generation}: who keeps a handle beyond its own
 * reference keeps the generation with it, and asks {@link #isCurrent} whether it still means the same bytes.
 *
 * <p><b>Threading:</b> references and generation: any thread. Bytes and {@link #used}: one writer until the block is
 * handed over; the hand-over itself orders memory.
 */
public final class Block {
    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES = MethodHandles.lookup().findVarHandle(Block.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BlockPool pool;
    private final int index;
    private final long address;
    private final int capacity;
    private int used;
    private volatile long generation;

    @SuppressWarnings("unused") // through REFERENCES
    private volatile int references;

    Block(BlockPool pool, int index, long address, int capacity) {
        this.pool = pool;
        this.index = index;
        this.address = address;
        this.capacity = capacity;
    }

    public BlockPool pool() {
        return pool;
    }

    public long address() {
        return address;
    }

    public int capacity() {
        return capacity;
    }

    /** The used bytes of the sealed block in here, header included; 0 while there is none. */
    public int used() {
        return used;
    }

    /** For who fills the block without a {@link BlockWriter}. */
    public void used(int bytes) {
        if (bytes < 0 || bytes > capacity)
            throw new IllegalArgumentException(bytes + " used bytes in a block of " + capacity);
        used = bytes;
    }

    /** Grows by one each time the block returns to its pool. */
    public long generation() {
        return generation;
    }

    /** Whether the block has not been back in its pool since the generation was read. */
    public boolean isCurrent(long generation) {
        return this.generation == generation;
    }

    /** Adds a reference; only for who holds one, or was handed the block by who does. */
    public void retain() {
        int held;
        do {
            held = references;
            if (held <= 0) throw new IllegalStateException(this + " is retained, but nobody holds it");
        } while (!REFERENCES.compareAndSet(this, held, held + 1));
    }

    /** Gives a reference back, from any thread; true when it was the last one and the block is in its pool again. */
    public boolean release() {
        int held;
        do {
            held = references;
            if (held <= 0) throw new IllegalStateException(this + " is released more often than it was held");
        } while (!REFERENCES.compareAndSet(this, held, held - 1));
        if (held > 1) return false;
        long next = generation + 1; // only who released the last reference gets here: one writer
        generation = next;
        pool.recycle(this);
        return true;
    }

    boolean isHeld() {
        return references > 0;
    }

    int index() {
        return index;
    }

    /** The pool has handed the block out. */
    void begin() {
        used = 0;
        references = 1; // nobody else has the handle yet; a stale one must not retain before this
    }

    @Override
    public String toString() {
        return "block " + index + " (generation " + generation + ", " + references + " references)";
    }
}
