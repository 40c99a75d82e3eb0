package io.headrace.exec.state;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.state.StateReader;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The states of a partition that were touched longest ago, in a store beside memory, by the place of their key in the order of touching. The
 * store is opened behind when it may be needed soon.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ColdStates implements AutoCloseable {
    private static final int FIRST_SCRATCH = 4 << 10;
    private static final int LARGEST_BY_AVERAGE = 8; // a store has room for those without wasting any for others

    private final StateHome home;
    private final long key = NativeMemory.allocate(Integer.BYTES, MemoryTag.STATE);
    private long scratch = NativeMemory.allocate(FIRST_SCRATCH, MemoryTag.STATE);
    private int scratchBytes = FIRST_SCRATCH;
    private @Nullable CompletableFuture<StateStore> opening;
    private @Nullable StateStore store;

    ColdStates(StateHome home) {
        this.home = home;
    }

    /** The store will be needed soon, for about so many states of so many bytes. */
    void prepare(long states, long averageBytes) {
        if (opening != null) return;
        int average = (int) Math.max(1, Math.min(averageBytes, 1 << 20));
        opening = home.open(new StateSizing(
                Math.max(1_000, states),
                Integer.BYTES,
                average,
                average * LARGEST_BY_AVERAGE,
                StateSizing.DEFAULT_BLOAT));
    }

    /** Whether states can go there now. */
    boolean isReady() {
        CompletableFuture<StateStore> begun = opening;
        if (store == null && begun != null && begun.isDone()) store = begun.join();
        return store != null;
    }

    /** Waits for the store that is being opened. */
    void await() {
        if (opening == null) throw new IllegalStateException("no store of cold states is being opened");
        store = opening.join();
    }

    /** Takes a state; false when it is too long for the store, or the disk is full. */
    boolean put(int place, long state, int length) {
        StateStore to = store();
        RawMemory.putInt(key, place);
        int answer = to.put(key, Integer.BYTES, state, length);
        if (answer == StateStore.FULL && to.grow() == StateStore.Growth.GROWN)
            answer = to.put(key, Integer.BYTES, state, length);
        return answer == StateStore.OK;
    }

    /** The length of a state that is there; it lies at {@link #address} until the next call. */
    int get(int place) {
        RawMemory.putInt(key, place);
        int length = store().get(key, Integer.BYTES, scratch, scratchBytes);
        if (StateReader.isTooShort(length)) {
            room(StateReader.needed(length));
            length = store().get(key, Integer.BYTES, scratch, scratchBytes);
        }
        if (length < 0) throw new IllegalStateException("the store of cold states has lost the one of place " + place);
        return length;
    }

    long address() {
        return scratch;
    }

    /** The state is not cold any more, or its key is gone. */
    void remove(int place) {
        RawMemory.putInt(key, place);
        if (!store().remove(key, Integer.BYTES))
            throw new IllegalStateException("the store of cold states has lost the one of place " + place);
    }

    private StateStore store() {
        if (store == null) throw new IllegalStateException("the store of cold states is not open");
        return store;
    }

    private void room(int bytes) {
        NativeMemory.free(scratch, scratchBytes, MemoryTag.STATE);
        scratch = NativeMemory.allocate(bytes, MemoryTag.STATE);
        scratchBytes = bytes;
    }

    @Override
    public void close() {
        CompletableFuture<StateStore> begun = opening;
        opening = null;
        store = null;
        NativeMemory.free(key, Integer.BYTES, MemoryTag.STATE);
        NativeMemory.free(scratch, scratchBytes, MemoryTag.STATE);
        if (begun != null && !begun.isCompletedExceptionally()) begun.join().close();
    }
}
