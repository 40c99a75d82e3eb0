package io.headrace.exec.receive;

import io.headrace.exec.role.Agent;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.codec.Codec;
import io.headrace.receiver.Receiver;
import io.headrace.receiver.ReceiverPort;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of a receiver that a user wrote: starts and stops it, takes what its threads store, and closes blocks.
 *
 * <p>Two locks. Whoever stores holds {@code order} for one call, an iterator for all its records, so that a block of one's own stays
 * one's own; waiting for a full ring happens under it as well, for nobody else could store meanwhile. {@code bytes} is held for one
 * record, by whoever touches the open block: the storing thread, and this role when a block is due. So the role never waits for user
 * code that iterates, and no thread writes into a block after {@link #onClose}: it finds the end under the same lock.
 *
 * <p>Data with a position lies in one block, or is refused: if it could lie in two, a crash between them would deliver the first one
 * again.
 *
 * <p><b>Threading:</b> {@link Agent}: its thread. {@link ReceiverPort}, {@link #contextEnds}, {@link #blockInterval}: any.
 */
public final class ReceiverSupervisor implements Agent, ReceiverPort {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverSupervisor.class);
    private static final long TRY_LOCK_AGAIN_NANOS = 50_000;

    private final ReceiverSettings settings;
    private final Receiver<?> receiver;
    private final Codec<Object> codec;
    private final BlockRing ring;
    private final ReceiverCounters counters;
    private final Backoff backoff;
    private final AtomicReference<@Nullable Request> requested = new AtomicReference<>();
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
    private volatile ReceiverState state = ReceiverState.CLOSED;
    private volatile boolean isRunning;
    private volatile boolean isEnded;
    private volatile @Nullable Throwable endCause;
    private volatile @Nullable String lastError;

    // the role's own
    private long startedNanos;
    private long startedSequence;
    private long restartNanos;
    private long idleNanos;

    /**
     * A receiver that begins to work when its thread starts it.
     *
     * @param codec how the stream's records become bytes
     * @param lastPosition the last logged one; empty when there is none
     */
    public ReceiverSupervisor(
            ReceiverSettings settings,
            byte[] lastPosition,
            Receiver<?> receiver,
            Codec<?> codec,
            BlockRing ring,
            ReceiverCounters counters,
            InstantSource clock) {
        this.settings = settings;
        this.receiver = receiver;
        this.codec = ofAny(codec).perThread();
        this.ring = ring;
        this.counters = counters;
        this.backoff = new Backoff(settings.restartDelayNanos());
        this.lastPosition = lastPosition.clone();
        this.block = new OpenBlock(settings, lastPosition, ring, counters, clock, null);
    }

    @SuppressWarnings("unchecked") // a record of another type is refused with a ClassCastException, which is explained
    private static Codec<Object> ofAny(Codec<?> codec) {
        return (Codec<Object>) codec;
    }

    // The role.

    @Override
    public String roleName() {
        return "receiver " + settings.streamId();
    }

    @Override
    public void onStart() {
        receiver.attach(this);
        startedSequence = settings.firstSequence();
        start(block.begin());
    }

    @Override
    public int doWork() {
        int work = 0;
        if (!bytes.tryLock()) {
            idleNanos = TRY_LOCK_AGAIN_NANOS;
            return 0;
        }
        long now;
        long published;
        try {
            now = block.begin();
            if (!isOwn && block.sealIfDue()) work++;
            idleNanos = isOwn ? Long.MAX_VALUE : block.nanosLeft();
            published = block.nextSequence();
        } finally {
            bytes.unlock();
        }
        if (requested.get() != null || state == ReceiverState.WAITING) work += obey(now, published);
        return work;
    }

    private int obey(long now, long published) {
        int work = 0;
        Request request = requested.getAndSet(null);
        if (request != null) {
            end(request, now, published);
            work++;
        }
        if (state == ReceiverState.WAITING) {
            long left = restartNanos - now;
            if (left <= 0) {
                startedSequence = published;
                start(now);
                work++;
            } else {
                idleNanos = Math.min(idleNanos, left);
            }
        }
        return work;
    }

    private void start(long now) {
        startedNanos = now;
        become(ReceiverState.OPEN);
        isRunning = true; // before onStart: its threads ask
        try {
            receiver.onStart();
        } catch (Exception e) {
            isRunning = false;
            ask(new Request(false, "onStart failed", e, -1));
        }
    }

    private void end(Request request, long now, long published) {
        if (state == ReceiverState.OPEN) callOnStop();
        if (request.isStop) {
            become(ReceiverState.STOPPED);
            LOG.warn("stream {}: the receiver stopped: {}", settings.stream(), request);
            return;
        }
        if (state == ReceiverState.STOPPED) return;
        boolean wentWell = published > startedSequence || now - startedNanos >= Backoff.MAX_NANOS;
        if (wentWell) backoff.reset();
        long delay = request.delayMillis < 0 ? backoff.next() : TimeUnit.MILLISECONDS.toNanos(request.delayMillis);
        restartNanos = now + delay;
        counters.restarts().increment();
        become(ReceiverState.WAITING);
        LOG.warn(
                "stream {}: the receiver starts again in {} ms: {}",
                settings.stream(),
                TimeUnit.NANOSECONDS.toMillis(delay),
                request);
    }

    private void callOnStop() {
        try {
            receiver.onStop();
        } catch (Exception e) {
            LOG.warn("stream {}: the receiver's onStop failed", settings.stream(), e);
        }
    }

    @Override
    public long maxIdleNanos() {
        return idleNanos;
    }

    /** Ends all storing and waiting, stops the receiver, and publishes what is in the open block. */
    @Override
    public void onClose() {
        contextEnds(null);
        if (state == ReceiverState.OPEN) callOnStop();
        become(ReceiverState.CLOSED);
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

    /** The context stops, or has failed: whoever stores or waits gets an exception. */
    public void contextEnds(@Nullable Throwable cause) {
        if (cause != null && endCause == null) endCause = cause;
        isEnded = true;
        isRunning = false;
        ring.recheck();
    }

    /** Changes the block interval; from the open block on. */
    public void blockInterval(long nanos) {
        block.blockInterval(nanos);
        ring.wakeReceiver();
    }

    public ReceiverState state() {
        return state;
    }

    /** What was reported last, or null. */
    public @Nullable String lastError() {
        return lastError;
    }

    private void become(ReceiverState next) {
        state = next;
        counters.state().set(next.number());
    }

    private boolean hasEnded() {
        return isEnded;
    }

    // The receiver's threads.

    @Override
    public void store(Object record) throws InterruptedException {
        order.lockInterruptibly();
        try {
            put(record);
        } finally {
            order.unlock();
        }
    }

    @Override
    public void storeAll(Iterator<?> records, byte[] position) throws InterruptedException {
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

    @Override
    public void store(ByteBuffer record, byte[] position) throws InterruptedException {
        int length = record.remaining();
        if (length > settings.maxRecordLength()) throw tooLong("a buffer of " + length + " bytes");
        long last;
        order.lockInterruptibly();
        try {
            beginOwn(position);
            boolean isComplete = false;
            try {
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
        while (!tryPut(record)) awaitRoom();
    }

    private void awaitRoom() throws InterruptedException {
        ring.awaitRoom(hasEnded);
    }

    /** False when the ring is full. */
    private boolean tryPut(Object record) {
        boolean isFirst;
        bytes.lock();
        try {
            checkNotEnded();
            isFirst = block.isEmpty();
            block.begin();
            if (!encode(record)) {
                counters.held().increment();
                return false;
            }
        } finally {
            bytes.unlock();
        }
        if (isFirst) ring.wakeReceiver(); // it sleeps without a deadline while the block is empty
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
            throw new IllegalArgumentException(
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
            if (!block.ensureOpen()) {
                counters.held().increment();
                return false;
            }
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

    private IllegalArgumentException tooLong(String what) {
        return new IllegalArgumentException("stream " + settings.stream() + ": " + what + " takes more than the "
                + settings.maxRecordLength()
                + " bytes that a record may have; store smaller records, or raise the maximum record length");
    }

    private IllegalArgumentException tooMuchForPosition() {
        return new IllegalArgumentException("stream " + settings.stream()
                + ": data with a position must fit one block of " + ring.blockSize()
                + " bytes, so that a crash cannot separate it from its position; store it in smaller portions, each with"
                + " its own position, or use larger blocks");
    }

    @SuppressWarnings("ConstantValue") // user code may hand over a null
    private static String described(@Nullable Object record) {
        return record == null
                ? "null"
                : "a record of class " + record.getClass().getName();
    }

    @Override
    public void reportError(String message, @Nullable Throwable error) {
        lastError = error == null ? message : message + ": " + error;
        LOG.warn("stream {}: the receiver reports: {}", settings.stream(), message, error);
    }

    @Override
    public void restart(String message, @Nullable Throwable error, long delayMillis) {
        ask(new Request(false, message, error, delayMillis));
    }

    @Override
    public void stop(String message, @Nullable Throwable error) {
        ask(new Request(true, message, error, -1));
    }

    /** The role does it; until then, threads that look see a stopped receiver. */
    private void ask(Request request) {
        if (request.error != null) lastError = request.toString();
        isRunning = false;
        requested.accumulateAndGet(request, Request::stronger);
        ring.wakeReceiver();
    }

    @Override
    public int streamId() {
        return settings.streamId();
    }

    @Override
    public boolean isStarted() {
        return isRunning;
    }

    @Override
    public boolean isStopped() {
        return !isRunning;
    }

    /** Behind the last published block: what is published in this process needs no second delivery in it. */
    @Override
    public byte[] lastPosition() {
        return lastPosition.clone();
    }

    /** What the user's code asks this role to do. */
    private record Request(
            boolean isStop, String message, @Nullable Throwable error, long delayMillis) {
        /** A stop is not undone by a restart. */
        static @Nullable Request stronger(@Nullable Request before, @Nullable Request now) {
            return before != null && before.isStop ? before : now;
        }

        @Override
        public String toString() {
            return error == null ? message : message + ": " + error;
        }
    }
}
