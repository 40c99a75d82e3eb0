package io.headrace.wal.chronicle;

import io.headrace.wal.state.StateReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link ChronicleStateStore} on a thread of its own. While it reads, it says in which map: a map that was
 * replaced is unmapped only when no reader is in it any more.
 *
 * <p><b>Threading:</b> one thread at a time; the store's owner watches {@code inside}.
 */
final class ChronicleStateReader implements StateReader {
    private static final VarHandle INSIDE;
    private static final long PAUSE_NANOS = 20_000;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(ChronicleStateReader.class, "inside", StateMap.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ChronicleStateStore store;
    private final StateAccess access;

    @SuppressWarnings("unused") // by its handle
    private volatile @Nullable StateMap inside;

    ChronicleStateReader(ChronicleStateStore store, long seed) {
        this.store = store;
        this.access = new StateAccess(seed);
    }

    @Override
    public int get(long keyAddress, int keyLength, long valueAddress, int capacity) {
        StateMap map = enter();
        try {
            return map.get(access, keyAddress, keyLength, valueAddress, capacity);
        } finally {
            INSIDE.setRelease(this, null);
        }
    }

    /** Waits until this reader has left a map that no reader can enter any more. */
    void awaitOutside(StateMap retired) {
        while (INSIDE.getVolatile(this) == retired) LockSupport.parkNanos(PAUSE_NANOS); // it may need this core
    }

    @Override
    public void close() {
        if (store.forget(this)) access.close();
    }

    /**
     * The owner first replaces the store's map, then looks at {@code inside}; here {@code inside} is written first, then
     * the map looked at again, all four volatile. So one of the two sees the other: either the owner waits for us, or we
     * see the new map.
     */
    private StateMap enter() {
        StateMap map;
        do {
            map = store.published();
            INSIDE.setVolatile(this, map);
        } while (map != store.published());
        if (map == null) throw store.closedError();
        return map;
    }
}
