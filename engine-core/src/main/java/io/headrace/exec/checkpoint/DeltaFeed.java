package io.headrace.exec.checkpoint;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever makes checkpoints what batches write: where the parts of their changes lie, and which batches are committed. With a log
 * the parts lie there and are read again in the background; without one they are copied.
 *
 * <p>Nothing here waits, so neither the intake nor the jobs ever wait for a checkpoint; but without a log, they do while there is no memory
 * for a copy.
 *
 * <p><b>Threading:</b> the starting thread hands in, and then the intake; the thread of the checkpoints {@linkplain #drain drains}. {@link #close} when neither works any
 * more.
 */
public final class DeltaFeed implements AutoCloseable {
    private static final long PART = 1;
    private static final long CUT = 2;
    private static final long COMMIT = 3;

    private final @Nullable MemoryBudget copies;
    private final LongConveyor events = new LongConveyor();
    private long committed;
    private long told; // commits, of the thread that drains
    private volatile long drained; // the same, for the intake
    private volatile boolean isStarting;

    /** @param copies what copies are made in; null with a log */
    public DeltaFeed(@Nullable MemoryBudget copies) {
        this.copies = copies;
    }

    /** Is told what happened. */
    interface Listener {
        /** A part of a batch's changes: its place in the log, or the address and the length of a copy, which is the listener's to free. */
        void part(long placeOrAddress, int length) throws Exception;

        /** The ALLOC of a batch, as a copy, which is the listener's to free; without a log only. */
        void cut(long address, int length) throws Exception;

        /** The oldest batch that was not committed before is committed; its parts came before. */
        void committed(long incarnation, long sequence, long tick, long timeMillis, int parts, long recoverFrom)
                throws Exception;
    }

    /** Whether there is no log, and everything is copied. */
    public boolean isCopying() {
        return copies != null;
    }

    /**
     * A part of a batch's changes was handed in.
     *
     * @param place in the log
     * @param othersMayCommit whether there are batches before it that are not committed
     * @return false when there is no memory for the copy now
     */
    public boolean part(PartBuffer part, long place, boolean othersMayCommit) {
        return tell(PART, part.address(), part.used(), place, othersMayCommit);
    }

    /** A batch was cut: this is its ALLOC; false when there is no memory for the copy now. */
    public boolean cut(long alloc, int length, boolean othersMayCommit) {
        return tell(CUT, alloc, length, 0, othersMayCommit);
    }

    private boolean tell(long what, long from, int length, long place, boolean othersMayCommit) {
        long at = place;
        if (copies != null) {
            if (!copies.tryReserve(length)) return refuse(length, othersMayCommit);
            at = NativeMemory.allocate(length, MemoryTag.STATE);
            RawMemory.copy(from, at, length);
        }
        put(what, at, length);
        return true;
    }

    /** At a start: a part of a committed batch's changes, where the log has it. */
    public void recovered(long place, int length) {
        isStarting = true;
        put(PART, place, length);
    }

    /** Whether there is something of before the start, and no batch of this run is committed yet. */
    boolean isStarting() {
        return isStarting;
    }

    private void put(long what, long at, int length) {
        events.put(what);
        events.put(at);
        events.put(length);
        events.publish();
    }

    /** What is committed and waits to be folded gives memory back; when nothing does, none will ever come. */
    private boolean refuse(int length, boolean othersMayCommit) {
        if (othersMayCommit || drained < committed) return false;
        throw new IllegalStateException(
                "what one batch changes in the state does not fit the memory beside it: no room for "
                        + length + " bytes more; " + copies + "; raise headrace.memory.limit, or keep a log"
                        + " (headrace.log.durability=PROCESS)");
    }

    /**
     * The batch is committed.
     *
     * @param parts of its changes
     * @param recoverFrom with a log, where a restart has to begin to read that has everything up to this batch from elsewhere
     */
    public void committed(Batch batch, int parts, long recoverFrom) {
        committed(batch.incarnation(), batch.sequence(), batch.tick(), batch.timeMillis(), parts, recoverFrom);
        if (isStarting) isStarting = false;
    }

    /** As the other form; also of a batch that was committed before the start. */
    public void committed(long incarnation, long sequence, long tick, long timeMillis, int parts, long recoverFrom) {
        events.put(COMMIT);
        events.put(incarnation);
        events.put(sequence);
        events.put(tick);
        events.put(timeMillis);
        events.put(parts);
        events.put(recoverFrom);
        events.publish();
        committed++;
    }

    /** Of the thread of the checkpoints: tells at most so many events; how many. */
    int drain(int limit, Listener listener) throws Exception {
        int done = 0;
        for (; done < limit && !events.isEmpty(); done++) {
            long what = events.take();
            if (what == COMMIT) {
                listener.committed(
                        events.take(), events.take(), events.take(), events.take(), (int) events.take(), events.take());
                drained = ++told;
            } else if (what == PART) {
                listener.part(events.take(), (int) events.take());
            } else {
                listener.cut(events.take(), (int) events.take());
            }
        }
        return done;
    }

    /** Gives a copy back. */
    void free(long address, int length) {
        if (copies == null) return;
        NativeMemory.free(address, length, MemoryTag.STATE);
        copies.release(length);
    }

    /** Gives back what nobody has taken. */
    @Override
    public void close() {
        while (!events.isEmpty()) {
            if (events.take() == COMMIT) for (int i = 0; i < 6; i++) events.take();
            else free(events.take(), (int) events.take());
        }
    }
}
