package io.headrace.exec.receive;

import io.headrace.affinity.wait.Sleep;
import io.headrace.exec.role.Agent;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of an input that is polled: keeps its source open, lets it write into the open block, and closes blocks.
 *
 * <p>A source that fails with an {@link IOException} is closed and opened again after a pause; anything else that it throws is a bug
 * and fails the role. While the ring is full the source is not polled: a socket's sender is held by its own full buffers.
 *
 * <p>A source that is opened again is handed the position behind the last record it delivered: what was delivered lies in a block
 * and needs no second delivery. Only a new process begins behind the last <i>logged</i> position.
 *
 * <p><b>Threading:</b> as {@link Agent}; {@link #blockInterval}, {@link #state} and {@link #problem} by any thread.
 */
public final class ReceiverAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverAgent.class);

    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReceiverSettings settings;
    private final SourceFactory factory;
    private final BlockRing ring;
    private final ReceiverCounters counters;
    private final RejectStore rejects;
    private final PendingPositions pending = new PendingPositions();
    private final OpenBlock block;
    private final RecordWriter out = new Out();
    private final Backoff backoff;
    private final ReadableSleep sleep = new ReadableSleep(LONGEST_SLEEP_NANOS);
    private volatile ReceiverState state = ReceiverState.CLOSED;
    private volatile @Nullable ReceiverProblem problem;
    private @Nullable PolledSource source;
    private boolean isDrained; // it was polled in this step, and did nothing
    private long openedNanos;
    private long reopenNanos;

    /**
     * A receiver that begins to work when its thread starts it.
     *
     * @param lastPosition the last logged one; empty when there is none
     */
    public ReceiverAgent(
            ReceiverSettings settings,
            byte[] lastPosition,
            SourceFactory factory,
            BlockRing ring,
            ReceiverCounters counters,
            RejectStore rejects,
            InstantSource clock) {
        this.settings = settings;
        this.factory = factory;
        this.ring = ring;
        this.counters = counters;
        this.rejects = rejects;
        this.backoff = new Backoff(settings.restartDelayNanos());
        try {
            this.block = new OpenBlock(settings, lastPosition, ring, counters, clock, pending);
        } catch (Throwable e) {
            pending.close();
            throw e;
        }
    }

    /** Before its thread starts: who may come in. */
    public ReceiverAgent behind(Door door) {
        block.door(door);
        return this;
    }

    @Override
    public String roleName() {
        return "receiver " + settings.streamId();
    }

    @Override
    public void onStart() {
        open(block.begin());
    }

    @Override
    public int doWork() {
        long now = block.begin();
        isDrained = false;
        int work = acknowledge();
        if (state == ReceiverState.WAITING && now - reopenNanos >= 0) {
            open(now);
            work++;
        }
        if (state == ReceiverState.OPEN) work += poll(now);
        if (block.sealIfDue()) work++;
        sleep.watch(work == 0 ? awaited() : null);
        return work;
    }

    /** While a block is open its end is waited for: nothing of it is seen sooner, and more will fill it. */
    private @Nullable SelectableChannel awaited() {
        PolledSource polled = source;
        return polled == null || !isDrained || !block.isEmpty() ? null : polled.awaited();
    }

    /** How its thread is to sleep. */
    public Sleep sleep() {
        return sleep;
    }

    private void open(long now) {
        try {
            source = factory.open(block.lastPosition());
        } catch (IOException e) {
            pause(e, now);
            return;
        } catch (RuntimeException e) {
            throw broken("did not open", e);
        }
        openedNanos = now;
        become(ReceiverState.OPEN);
    }

    private int poll(long now) {
        PolledSource polled = source;
        if (polled == null) return 0;
        if (!block.isAdmitted()) return 0;
        if (!block.ensureOpen()) {
            counters.held().increment();
            if (!block.isDroppedWhenFull()) return 0;
        }
        int done;
        try {
            done = polled.poll(out);
        } catch (IOException e) {
            closeQuietly();
            if (now - openedNanos >= Backoff.MAX_NANOS) backoff.reset();
            pause(e, now);
            return 1;
        } catch (RuntimeException e) {
            throw broken("failed", e);
        }
        if (done == PolledSource.ENDED) {
            become(ReceiverState.ENDED); // it stays open: acknowledgements may still come
            return 1;
        }
        if (done > 0) backoff.reset();
        isDrained = done == 0;
        return done;
    }

    private void pause(IOException cause, long now) {
        long delay = backoff.next();
        reopenNanos = now + delay;
        counters.restarts().increment();
        problem = ReceiverProblem.of("the source is lost, and is opened again after a pause", cause);
        become(ReceiverState.WAITING);
        LOG.warn(
                "stream {}: the source is lost and will be opened again in {} ms: {}",
                settings.stream(),
                TimeUnit.NANOSECONDS.toMillis(delay),
                cause.toString());
    }

    /** Tells the source how far its data is safe. */
    private int acknowledge() {
        PolledSource told = source;
        if (told == null || pending.isEmpty()) return 0;
        ring.awaitNews(); // before the look, so that an idle thread is woken for what comes after it
        int entry = pending.take(ring.safeUpTo());
        if (entry < 0) return 0;
        try {
            told.acknowledged(pending.address(entry), pending.length(entry));
        } catch (RuntimeException e) {
            throw broken("did not take an acknowledgement", e);
        }
        return 1;
    }

    @Override
    public long maxIdleNanos() {
        long left = block.nanosLeft();
        long toAdmission = block.nanosToAdmission();
        if (state == ReceiverState.OPEN && toAdmission > 0) left = Math.min(left, toAdmission);
        if (state != ReceiverState.WAITING) return left;
        return Math.min(left, Math.max(0, reopenNanos - block.begin()));
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

    /** What the source was lost to the last time; null when it never was. */
    public @Nullable ReceiverProblem problem() {
        return problem;
    }

    /** Publishes what is in the open block, and closes the source. */
    @Override
    public void onClose() {
        try {
            block.seal();
        } finally {
            closeQuietly();
            become(ReceiverState.CLOSED);
            block.close();
            pending.close();
            sleep.close();
        }
    }

    private void closeQuietly() {
        PolledSource closing = source;
        source = null;
        if (closing == null) return;
        try {
            closing.close();
        } catch (IOException e) {
            LOG.debug("stream {}: closing the source", settings.stream(), e); // it is given up anyhow
        } finally {
            sleep.forget();
        }
    }

    private void become(ReceiverState next) {
        state = next;
        counters.state().set(next.number());
    }

    private IllegalStateException broken(String what, RuntimeException cause) {
        return new IllegalStateException("stream " + settings.stream() + ": the source " + what + ": " + cause, cause);
    }

    /** What the source writes to. */
    private final class Out implements RecordWriter {
        @Override
        public int append(long address, int length) {
            return block.append(address, length);
        }

        @Override
        public int maxRecordLength() {
            return settings.maxRecordLength();
        }

        @Override
        public void reject(String reason, long address, int available, long length) {
            counters.rejected().increment();
            rejects.add(settings.stream(), reason, block.arrival(), address, available, length);
        }

        @Override
        public void position(long address, int length) {
            block.position(address, length);
        }

        @Override
        public void seal() {
            block.seal();
        }
    }
}
