package io.headrace.exec.receive;

import io.headrace.exec.role.Agent;
import io.headrace.memory.codec.Codec;
import io.headrace.receiver.Receiver;
import io.headrace.receiver.ReceiverPort;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of a receiver that a user wrote: starts and stops it, takes what its threads store, and closes blocks.
 *
 * <p><b>Threading:</b> {@link Agent}: its thread. {@link ReceiverPort}, {@link #contextEnds}, {@link #blockInterval}: any.
 */
public final class ReceiverSupervisor implements Agent, ReceiverPort {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverSupervisor.class);

    /** When a storing thread was at the block. */
    private static final long LOOK_AGAIN_NANOS = 50_000;

    private final ReceiverSettings settings;
    private final Receiver<?> receiver;
    private final BlockRing ring;
    private final ReceiverCounters counters;
    private final Backoff backoff;
    private final AtomicReference<@Nullable Request> requested = new AtomicReference<>();
    private final SharedBlock block;
    private volatile ReceiverState state = ReceiverState.CLOSED;
    private volatile boolean isRunning;
    private volatile boolean isEnded;
    private volatile @Nullable ReceiverProblem problem;
    private volatile @Nullable Thread role;
    private @Nullable Thread watched; // a race is a second look

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
        this.ring = ring;
        this.counters = counters;
        this.backoff = new Backoff(settings.restartDelayNanos());
        this.block = new SharedBlock(settings, lastPosition, codec, ring, counters, clock);
    }

    /** Before its thread starts: who may come in. */
    public ReceiverSupervisor behind(Door door) {
        block.door(door);
        return this;
    }

    // The role.

    @Override
    public String roleName() {
        return "receiver " + settings.streamId();
    }

    @Override
    public void onStart() {
        role = Thread.currentThread();
        receiver.attach(this);
        block.step();
        startedSequence = block.nextSequence();
        start(block.now());
    }

    @Override
    public int doWork() {
        block.throwWhatFailed();
        int work = block.step();
        if (work < 0) {
            idleNanos = LOOK_AGAIN_NANOS;
            return 0;
        }
        idleNanos = block.nanosLeft();
        if (requested.get() != null || state == ReceiverState.WAITING) work += obey(block.now(), block.nextSequence());
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
        isEnded = true;
        block.close();
    }

    /** The context stops, or has failed: whoever stores or waits gets an exception. */
    public void contextEnds(@Nullable Throwable cause) {
        isRunning = false;
        block.end(cause);
    }

    /** Changes the block interval; from the open block on. */
    public void blockInterval(long nanos) {
        block.blockInterval(nanos);
        ring.wakeReceiver();
    }

    public ReceiverState state() {
        return state;
    }

    /** How often it was to be opened again; counted before its state says so. */
    public long restarts() {
        return counters.restarts().get();
    }

    /** What was reported last, or null. */
    public @Nullable ReceiverProblem problem() {
        return problem;
    }

    private void become(ReceiverState next) {
        state = next;
        counters.state().set(next.number());
    }

    // The receiver's threads.

    @Override
    public void store(Object record) throws InterruptedException {
        watch();
        try {
            block.store(record);
        } catch (RecordRefusedException e) {
            throw refused(e);
        }
    }

    @Override
    public void storeAll(Iterator<?> records, byte[] position) throws InterruptedException {
        watch();
        try {
            block.storeAll(records, position);
        } catch (RecordRefusedException e) {
            throw refused(e);
        }
    }

    @Override
    public void store(ByteBuffer record, byte[] position) throws InterruptedException {
        watch();
        try {
            block.store(record, position);
        } catch (RecordRefusedException e) {
            throw refused(e);
        }
    }

    /**
     * A thread of the user's that ends by an exception tells nobody, and the input would fall silent with it. That of the role need not be
     * watched: {@code onStart} has failed then.
     */
    private void watch() {
        Thread thread = Thread.currentThread();
        if (thread == watched || thread == role) return;
        ThreadWatch.on(thread, this);
        watched = thread;
    }

    /** An error of the receiver, whoever catches it. */
    private RecordRefusedException refused(RecordRefusedException refusal) {
        ReceiverProblem met = ReceiverProblem.of("a record could not be stored", refusal);
        if (!met.equals(problem)) LOG.warn("stream {}: a record could not be stored", settings.stream(), refusal);
        problem = met; // told once more, also when it says the same
        return refusal;
    }

    @Override
    public void reportError(String message, @Nullable Throwable error) {
        problem = ReceiverProblem.of(message, error);
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
        problem = ReceiverProblem.of(request.message, request.error);
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

    @Override
    public boolean isEnded() {
        return isEnded;
    }

    /** Behind the last published block: what is published in this process needs no second delivery in it. */
    @Override
    public byte[] lastPosition() {
        return block.lastPosition();
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
