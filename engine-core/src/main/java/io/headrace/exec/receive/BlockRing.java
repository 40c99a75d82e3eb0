package io.headrace.exec.receive;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockPool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of an input's blocks from its receiver to the intake, and of acknowledgements back.
 *
 * <pre>
 *   receiver   open → fill, seal → publish          slots: [empty][empty][sealed][sealed][being filled]
 *   intake     exchange(spare) → the oldest sealed block; the spare lies in its slot
 *   intake     safe(n)  → receivers, and whoever waits: blocks up to n will not be lost
 * </pre>
 *
 * Each slot holds exactly one block at any time. The receiver fills the block of the next slot <i>before</i> it claims that slot:
 * claiming and publishing are one step at the end, so a receiver that dies half-way leaves no gap at which the ring would stand
 * still. A full ring is an answer.
 *
 * <p><b>Threading:</b> {@link #open} and {@link #publish}: one thread at a time. {@link #exchange} and {@link #safe}: the intake
 * thread. {@link #safeUpTo}, waiting, and being told of the end: any thread. {@link #close} when neither side works any more.
 */
public final class BlockRing implements AutoCloseable {
    private static final VarHandle SAFE;

    static {
        try {
            SAFE = MethodHandles.lookup().findVarHandle(BlockRing.class, "safe", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int blockSize;
    private final int slots;
    private final RingBuffer<Slot> ring;
    private final EventPoller<Slot> poller;
    private final Sequence taken;
    private final Exchange exchange = new Exchange();
    private final Gate gate = new Gate();
    private final Runnable wakeIntake;
    private final Runnable wakeReceiver;

    /** The receiver wants to be woken at the next change. */
    private volatile boolean isAwaited;

    private volatile boolean isClosed;

    @SuppressWarnings("unused") // through SAFE
    private long safe = -1;

    private BlockRing(BlockPool pool, int slots, Runnable wakeIntake, Runnable wakeReceiver) {
        this.blockSize = pool.blockSize();
        this.slots = slots;
        this.wakeIntake = wakeIntake;
        this.wakeReceiver = wakeReceiver;
        ring = RingBuffer.createSingleProducer(Slot::new, slots, new BusySpinWaitStrategy()); // nobody waits on it
        poller = ring.newPoller();
        taken = poller.getSequence();
        ring.addGatingSequences(taken);
    }

    /**
     * A ring with a spare block of the pool in each slot.
     *
     * @param slots a power of two
     * @param wakeIntake called after each publish; cheap, such as {@code IdleStrategy::wake}
     * @param wakeReceiver called when there is room or an acknowledgement that the receiver was waiting for
     * @throws IllegalStateException when the pool has not so many blocks left
     */
    public static BlockRing create(BlockPool pool, int slots, Runnable wakeIntake, Runnable wakeReceiver) {
        if (slots < 1 || Integer.bitCount(slots) != 1)
            throw new IllegalArgumentException("a ring of " + slots + " slots; it must be a power of two");
        BlockRing created = new BlockRing(pool, slots, wakeIntake, wakeReceiver);
        for (int i = 0; i < slots; i++) {
            Block spare = pool.acquire();
            if (spare == null) {
                created.close();
                throw new IllegalStateException(
                        "a ring of " + slots + " blocks needs more than the " + i + " that were left of the pool's "
                                + pool.blockCount() + "; make the pool larger or the ring smaller");
            }
            created.ring.get(i).block = spare;
        }
        return created;
    }

    /** The size of every block in here. */
    public int blockSize() {
        return blockSize;
    }

    public int slots() {
        return slots;
    }

    // The receiver's side.

    /**
     * The block to fill next, or null when the ring is full: hold the source; the receiver is woken when there is room. The same
     * block is answered until it is published.
     */
    public @Nullable Block open() {
        if (isFull()) {
            awaitNews();
            if (isFull()) return null;
        }
        return ring.get(ring.getCursor() + 1).block;
    }

    /** Hands over the block that {@link #open} answered, sealed. */
    public void publish() {
        try {
            ring.publish(ring.tryNext()); // nothing may stand between the two
        } catch (InsufficientCapacityException e) {
            throw new IllegalStateException("published a block that was never opened", e);
        }
        wakeIntake.run();
    }

    /** Asks for a wake-up at the next change; then look once more before waiting. */
    public void awaitNews() {
        isAwaited = true;
        VarHandle.fullFence(); // "I wait" before the look that follows; pairs with news()
    }

    /** Whether there is no block to fill. */
    public boolean isFull() {
        return ring.getCursor() - taken.get() >= slots;
    }

    /** Published blocks that the intake has not taken yet. */
    public int waiting() {
        return (int) (ring.getCursor() - taken.get());
    }

    /** The last block of the stream that is safe, with all before it; -1 at first. */
    public long safeUpTo() {
        return (long) SAFE.getAcquire(this);
    }

    // Threads of the user.

    /** Waits for room in the ring; also returns when the ring is closed, or what is asked says that waiting is over. */
    void awaitRoom(BooleanSupplier isOver) throws InterruptedException {
        gate.await(() -> !isFull() || isClosed || isOver.getAsBoolean());
    }

    /** Waits until the block is safe; false when the ring was closed or waiting was over before. */
    boolean awaitSafe(long sequence, BooleanSupplier isOver) throws InterruptedException {
        gate.await(() -> safeUpTo() >= sequence || isClosed || isOver.getAsBoolean());
        return safeUpTo() >= sequence;
    }

    /** What waiting threads ask about may have changed. */
    void recheck() {
        gate.changed();
    }

    /** For another thread that has news for the receiver. */
    void wakeReceiver() {
        wakeReceiver.run();
    }

    // The intake's side.

    /** Takes the oldest published block and leaves the spare in its slot; null when there is none: the spare stays the caller's. */
    public @Nullable Block exchange(Block spare) {
        Block filled = exchange.poll(poller, spare);
        if (filled != null) news();
        return filled;
    }

    /** Drops the oldest published block, which stays in its slot to be filled again: how many records that were; -1 when there is none. */
    public int dropOldest() {
        int records = exchange.drop(poller);
        if (records >= 0) news();
        return records;
    }

    /** All blocks of the stream up to this sequence are as safe as the durability promises. Never takes anything back. */
    public void safe(long blockSequence) {
        if (blockSequence <= safe) return; // this thread is the only writer
        SAFE.setRelease(this, blockSequence);
        news();
    }

    private void news() {
        VarHandle.fullFence(); // the change before "does anybody wait"; pairs with awaitNews()
        if (isAwaited) {
            isAwaited = false;
            wakeReceiver.run();
        }
        gate.changed();
    }

    /** Gives all blocks back to the pool, filled ones too, and ends all waiting. */
    @Override
    public void close() {
        isClosed = true;
        gate.changed();
        for (int i = 0; i < slots; i++) {
            Slot slot = ring.get(i);
            Block block = slot.block;
            slot.block = null;
            if (block != null) block.release();
        }
    }

    /** Nothing but the handle. */
    private static final class Slot {
        private @Nullable Block block; // published by the ring's sequences
    }

    /** One block out, one in. */
    private static final class Exchange implements EventPoller.Handler<Slot> {
        private @Nullable Block spare;
        private @Nullable Block filled;
        private boolean isDropping;
        private int dropped;

        int drop(EventPoller<Slot> poller) {
            isDropping = true;
            dropped = -1;
            run(poller);
            isDropping = false;
            return dropped;
        }

        @Nullable
        Block poll(EventPoller<Slot> poller, Block spareBlock) {
            spare = spareBlock;
            filled = null;
            run(poller);
            Block out = filled;
            spare = filled = null;
            return out;
        }

        private void run(EventPoller<Slot> poller) {
            try {
                poller.poll(this);
            } catch (Exception e) {
                throw new IllegalStateException("exchanging blocks never throws", e);
            }
        }

        @Override
        public boolean onEvent(Slot slot, long sequence, boolean endOfBatch) {
            if (isDropping) {
                Block oldest = slot.block;
                dropped = oldest == null ? 0 : RawMemory.getInt(oldest.address() + BlockFormat.RECORD_COUNT_OFFSET);
            } else {
                filled = slot.block;
                slot.block = spare;
            }
            return false; // one at a time
        }
    }
}
