package io.headrace.exec.spill;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ends together: all that a batch, a stage's result or a pane holds in a {@link SpillSpace}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SpillScope implements AutoCloseable {
    private final SpillSpace space;
    private final SpillStore store;
    private @Nullable Set<AutoCloseable> held; // made when it is needed: most batches hold nothing
    private boolean closed;

    SpillScope(SpillSpace space, SpillStore store) {
        this.space = space;
        this.store = store;
    }

    public SpillSpace space() {
        return space;
    }

    /** A scope of its own in the same space. */
    public SpillScope another() {
        return space.newScope();
    }

    public RowBin bin(Placing placing, RowForm form, Owner owner) {
        return add(new RowBin(space, store, placing, form, owner));
    }

    /** Asks for the room of what a batch holds. */
    public Meter meter() {
        return meter(0);
    }

    /**
     * Asks for the room of what a batch holds.
     *
     * @param beside what each row takes beside itself
     */
    public Meter meter(int beside) {
        return Meter.ofBatch(this, space.heap(), beside);
    }

    /**
     * Asks for the room of what outlives its batch.
     *
     * @param beside what each row takes beside itself
     */
    public Meter lastingMeter(int beside) {
        return Meter.lasting(this, space.heap(), beside);
    }

    /** Is closed with this. */
    public synchronized <T extends AutoCloseable> T add(T one) {
        if (closed) {
            closeOne(one);
            throw new IllegalStateException("the batch is over, and its rows are released");
        }
        Set<AutoCloseable> all = held;
        if (all == null) all = held = Collections.newSetFromMap(new IdentityHashMap<>());
        all.add(one);
        return one;
    }

    /** Whether it holds nothing. */
    public synchronized boolean isEmpty() {
        return held == null || held.isEmpty();
    }

    /** Closes it now. */
    public void close(AutoCloseable one) {
        synchronized (this) {
            if (held != null) held.remove(one);
        }
        closeOne(one);
    }

    /** Frees everything; what comes now is of the next batch. */
    public void clear() {
        List<AutoCloseable> all;
        synchronized (this) {
            if (held == null || held.isEmpty()) return;
            all = List.copyOf(held);
            held.clear();
        }
        all.forEach(SpillScope::closeOne);
    }

    /** Frees everything; not to be used again. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        clear();
    }

    private static void closeOne(AutoCloseable one) {
        try {
            one.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("what a batch holds cannot be freed", e);
        }
    }
}
