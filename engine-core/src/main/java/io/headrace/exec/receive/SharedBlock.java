package io.headrace.exec.receive;

import io.headrace.memory.MemoryWindow;
import io.headrace.memory.codec.Codec;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The open block of a receiver that a user wrote, between the user's threads, which store into it, and the role that seals it.
 *
 * <p>Two locks. Whoever stores holds {@code order} for one call, an iterator for all its records, so that a block of one's own stays
 * one's own; waiting for a full ring happens under it as well, for nobody else could store meanwhile. {@code bytes} is held for one
 * record, by whoever touches the open block: the storing thread, and the role when a block is due. So the role never waits for user
 * code that iterates, and no thread writes into a block after {@link #close}: it finds the end under the same lock.
 *
 * <p>Data with a position lies in one block, or is refused: if it could lie in two, a crash between them would deliver the first one
 * again.
 *
 * <p><b>Threading:</b> storing, {@link #end}, {@link #lastPosition}, {@link #blockInterval}: any thread. {@link #step} and what it
 * found, and {@link #close}: the role's.
 */
final class SharedBlock {
    /** A thread that waits for its turn looks so often whether the rate has changed, or the end has come. */
    private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(10);

    private final ReceiverSettings settings;
    private final Codec<Object> codec;
    private final BlockRing ring;
    private final ReceiverCounters counters;
    private final BooleanSupplier hasEnded = this::hasEnded;

    private final ReentrantLock order = new ReentrantLock();
    private final ReentrantLock bytes = new ReentrantLock();

    // under bytes
    private final OpenBlock block;
    private final MemoryWindow window = new MemoryWindow();
    private boolean isOwn;
    private boolean isOneBlockOnly;
    private boolean isClosed;

    private volatile byte[] lastPosition;
    private volatile boolean isEnded;
    private volatile @Nullable Throwable endCause;
    private volatile @Nullable StreamFullException failure;
    private Door door = Door.open();

    // what the role's last step found
    private long now;
    private long nanosLeft;
    private long nextSequence;

    SharedBlock(
            ReceiverSettings settings,
            byte[] lastPosition,
            Codec<?> codec,
            BlockRing ring,
            ReceiverCounters counters,
            InstantSource clock) {
        this.settings = settings;
        this.codec = ofAny(codec).perThread();
        this.ring = ring;
        this.counters = counters;
        this.lastPosition = lastPosition.clone();
        this.block = new OpenBlock(settings, lastPosition, ring, counters, clock, null);
        nextSequence = settings.firstSequence();
        now = block.begin();
    }

    @SuppressWarnings("unchecked") // a record of another type is refused with a ClassCastException, which is explained
    private static Codec<Object> ofAny(Codec<?> codec) {
        return (Codec<Object>) codec;
    }

    /** Before the first record: who may come in. */
    void door(Door whose) {
        door = whose;
        block.door(whose);
    }

    // The role's side.

    /** Fails the role when a storing thread found no room, and that is to stop the context. */
    void throwWhatFailed() {
        StreamFullException failed = failure;
        if (failed != null) throw failed;
    }

    /** Seals the block if it is due; answers how much was done, or -1 when a storing thread is at it: look again soon. */
    int step() {
        if (!bytes.tryLock()) return -1;
        try {
            now = block.begin();
            boolean isSealed = !isOwn && block.sealIfDue();
            nanosLeft = isOwn ? Long.MAX_VALUE : block.nanosLeft();
            nextSequence = block.nextSequence();
            return isSealed ? 1 : 0;
        } finally {
            bytes.unlock();
        }
    }

    /** The time of the last step. */
    long now() {
        return now;
    }

    /** How long after it the open block is due. */
    long nanosLeft() {
        return nanosLeft;
    }

    /** How many blocks the stream had then. */
    long nextSequence() {
        return nextSequence;
    }

    /** Nothing is stored any more; who waits gets an exception. */
    void end(@Nullable Throwable cause) {
        if (cause != null && endCause == null) endCause = cause;
        isEnded = true;
        ring.recheck();
    }

    /** After {@link #end}: publishes what is there. */
    void close() {
        bytes.lock();
        try {
            if (isOwn) block.discard(); // its call has not returned, and will throw
            block.seal();
            block.close();
            isClosed = true;
        } finally {
            bytes.unlock();
        }
    }

    void blockInterval(long nanos) {
        block.blockInterval(nanos);
    }

    /** Behind the last published block. */
    byte[] lastPosition() {
        return lastPosition.clone();
    }

    private boolean hasEnded() {
        return isEnded;
    }

    // The user's side.

    void store(Object record) throws InterruptedException {
        order.lockInterruptibly();
        try {
            put(record);
        } finally {
            order.unlock();
        }
    }

    void storeAll(Iterator<?> records, byte[] position) throws InterruptedException {
        checkKeepsAll();
        long last;
        order.lockInterruptibly();
        try {
            beginOwn(position);
            boolean isComplete = false;
            try {
                while (records.hasNext()) put(records.next());
                last = sealOwn(position);
                isComplete = true;
            } finally {
                endOwn(isComplete);
            }
        } finally {
            order.unlock();
        }
        awaitSafe(last);
    }

    void store(ByteBuffer record, byte[] position) throws InterruptedException {
        checkKeepsAll();
        int length = record.remaining();
        if (length > settings.maxRecordLength()) throw tooLong("a buffer of " + length + " bytes");
        long last;
        order.lockInterruptibly();
        try {
            beginOwn(position);
            boolean isComplete = false;
            try {
                awaitAdmission();
                while (!tryPut(record, length)) awaitRoom();
                last = sealOwn(position);
                isComplete = true;
            } finally {
                endOwn(isComplete);
            }
        } finally {
            order.unlock();
        }
        awaitSafe(last);
    }

    private void put(Object record) throws InterruptedException {
        awaitAdmission();
        while (!tryPut(record)) awaitRoom();
    }

    private void awaitRoom() throws InterruptedException {
        ring.awaitRoom(hasEnded);
    }

    /** Waits until the input's rate lets a record in. Nobody else could store meanwhile; the role is not held, for it has locks of its own. */
    private void awaitAdmission() throws InterruptedException {
        if (door.limit().rate() == 0) return;
        for (long nanos = nanosToAdmission(); nanos > 0; nanos = nanosToAdmission()) {
            if (Thread.interrupted())
                throw new InterruptedException(
                        "interrupted while the rate of " + settings.stream() + " held the record back");
            LockSupport.parkNanos(this, Math.min(nanos, LONGEST_PARK));
        }
    }

    /** 0 when a record may come in, or when waiting is over. */
    private long nanosToAdmission() {
        bytes.lock();
        try {
            if (isEnded || isClosed) return 0; // the record is refused where it is put
            block.begin();
            return block.isAdmitted() ? 0 : block.nanosToAdmission();
        } finally {
            bytes.unlock();
        }
    }

    private void checkKeepsAll() {
        if (door.whenFull().drops())
            throw new IllegalStateException(
                    "stream " + settings.stream() + ": what is stored as a whole is acknowledged," + " and the policy "
                            + door.whenFull() + " may drop it; use BLOCK, SPILL or FAIL, or store(record)");
    }

    /** False when the ring is full. */
    private boolean tryPut(Object record) {
        boolean isFirst;
        bytes.lock();
        try {
            checkNotEnded();
            isFirst = block.isEmpty() && !isOwn;
            block.begin();
            if (block.isShedding()) {
                block.dropped();
                return true;
            }
            if (!encode(record)) return noRoom();
        } finally {
            bytes.unlock();
        }
        if (isFirst) ring.wakeReceiver(); // it sleeps without a deadline while the block is empty
        return true;
    }

    /** Whether that is the end of it: the record is dropped. Else it waits, or the context stops. */
    private boolean noRoom() {
        counters.held().increment();
        try {
            if (!block.isDroppedWhenFull()) return false;
        } catch (StreamFullException e) {
            failure = e;
            ring.wakeReceiver();
            throw e;
        }
        block.dropped();
        return true;
    }

    private boolean encode(Object record) {
        while (block.ensureOpen()) {
            int room = block.room();
            int length = room < 0 ? Codec.NO_ROOM : encode(record, room);
            if (length >= 0) {
                block.commit(length);
                return true;
            }
            if (room == settings.maxRecordLength()) throw tooLong(described(record));
            if (isOneBlockOnly) throw tooMuchForPosition();
            block.seal(); // not empty: an empty one has room for the longest record
        }
        return false;
    }

    /** Leaves the claim open when there is a length. */
    private int encode(Object record, int room) {
        long at = block.claim(room);
        int length = Codec.NO_ROOM;
        try {
            length = codec.encode(record, at, room);
        } catch (RuntimeException | StackOverflowError e) {
            throw new RecordRefusedException(
                    "stream " + settings.stream() + ": " + described(record) + " cannot be stored: " + e.getMessage(),
                    e);
        } finally {
            if (length < 0) block.abort();
        }
        return length;
    }

    private boolean tryPut(ByteBuffer record, int length) {
        bytes.lock();
        try {
            checkNotEnded();
            block.begin();
            if (!block.ensureOpen()) return noRoom();
            window.aim(block.claim(length), length).put(record.duplicate());
            block.commit(length);
            return true;
        } finally {
            bytes.unlock();
        }
    }

    private void beginOwn(byte[] position) {
        bytes.lock();
        try {
            checkNotEnded();
            block.begin();
            block.seal();
            isOwn = true;
            isOneBlockOnly = position.length > 0;
        } finally {
            bytes.unlock();
        }
    }

    private long sealOwn(byte[] position) {
        bytes.lock();
        try {
            checkNotEnded();
            boolean hasPosition = position.length > 0 && !block.isEmpty();
            if (hasPosition) block.position(position);
            long sequence = block.seal();
            if (hasPosition) lastPosition = position.clone();
            return sequence;
        } finally {
            bytes.unlock();
        }
    }

    private void endOwn(boolean isComplete) {
        bytes.lock();
        try {
            if (!isComplete && !isClosed) block.discard();
            isOwn = false;
            isOneBlockOnly = false;
        } finally {
            bytes.unlock();
        }
    }

    private void awaitSafe(long sequence) throws InterruptedException {
        if (sequence == OpenBlock.NOTHING || ring.awaitSafe(sequence, hasEnded)) return;
        throw new IllegalStateException(
                "stream " + settings.stream() + ": the context ended before block " + sequence
                        + " was known to be safe; without a position, store the data again after the restart",
                endCause);
    }

    private void checkNotEnded() {
        if (isEnded)
            throw new IllegalStateException(
                    "stream " + settings.stream() + ": the context has " + (endCause == null ? "stopped" : "failed")
                            + " and stores nothing any more; end the receiver's threads when isStopped() says so",
                    endCause);
    }

    private RecordRefusedException tooLong(String what) {
        return new RecordRefusedException(
                "stream " + settings.stream() + ": " + what + " takes more than the "
                        + settings.maxRecordLength()
                        + " bytes that a record may have; store smaller records, or raise the maximum record length"
                        + " (headrace.record.max.bytes, or headrace.block.bytes, which bounds it)",
                null);
    }

    private RecordRefusedException tooMuchForPosition() {
        return new RecordRefusedException(
                "stream " + settings.stream()
                        + ": data with a position must fit one block of " + ring.blockSize()
                        + " bytes, so that a crash cannot separate it from its position; store it in smaller portions, each"
                        + " with its own position, or raise headrace.block.bytes",
                null);
    }

    @SuppressWarnings("ConstantValue") // user code may hand over a null
    private static String described(@Nullable Object record) {
        return record == null
                ? "null"
                : "a record of class " + record.getClass().getName();
    }
}
