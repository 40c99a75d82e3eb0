package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.checkpoint.DeltaFeed;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.exec.journal.Recovered;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.storage.BlockStore;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What an intake is made of and how it behaves. What is set here must be given; the rest has defaults.
 *
 * <p><b>Threading:</b> filled by one thread, not changed once an intake is made of it.
 */
public final class IntakeSetup {
    /** Missed ticks up to this many run one by one. */
    public static final int DEFAULT_CATCH_UP_TICKS = 1000;

    final ContextSettings settings;
    final BlockPool pool;
    final BlockStore store;
    final List<IntakeInput> inputs;

    InstantSource clock = InstantSource.system();

    @Nullable
    Log log;

    @Nullable
    LogHome home;

    @Nullable
    SyncAgent sync;

    JournalTypes types = new JournalTypes(false);
    TrimPoint trimPoint = new TrimPoint();
    Recovered recovered = Recovered.NOTHING;
    IntakeCounters counters = IntakeCounters.detached();
    LongPredicate leavesOut = tick -> false;
    Consumer<Batch> submitted = batch -> {};
    LongConsumer committed = timeMillis -> {};
    BooleanSupplier emptyMayWait = () -> false;

    @Nullable
    DeltaFeed feed;

    Runnable wakeJobs = () -> {};
    Runnable wakeIntake = () -> {};
    Runnable wakeForCommit = () -> {};
    Runnable noRoom = () -> {};
    LongConsumer clockBehind = lastMillis -> {};
    BatchesWaiting batchesWaiting = (now, longest) -> Long.MAX_VALUE;
    BooleanSupplier sheds = () -> false;
    long incarnation = 1;
    long pastMillis;
    int catchUpTicks = DEFAULT_CATCH_UP_TICKS;
    int maxBatches = 16;
    int blocksPerStep = 16;
    int parts = 4;
    int partBytes;
    long retryNanos = TimeUnit.MILLISECONDS.toNanos(5);

    /** @param inputs by stream id */
    public IntakeSetup(ContextSettings settings, BlockPool pool, BlockStore store, List<IntakeInput> inputs) {
        this.settings = settings;
        this.pool = pool;
        this.store = store;
        this.inputs = List.copyOf(inputs);
        this.partBytes = pool.blockSize();
    }

    /** Durability other than OFF: the log, and what it was read to hold. The setup owns nothing of this. */
    public IntakeSetup log(Log log, LogHome home, JournalTypes types, Recovered recovered) {
        this.log = log;
        this.home = home;
        this.types = types;
        this.recovered = recovered;
        this.incarnation = log.incarnation();
        return this;
    }

    /** Needed where the log is to survive power cuts. */
    public IntakeSetup sync(SyncAgent agent) {
        this.sync = agent;
        return this;
    }

    public IntakeSetup clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    public IntakeSetup trimPoint(TrimPoint point) {
        this.trimPoint = point;
        return this;
    }

    public IntakeSetup counters(IntakeCounters counters) {
        this.counters = counters;
        return this;
    }

    /** Which ticks need no batch when no input brings anything. */
    public IntakeSetup leavesOut(LongPredicate ticks) {
        this.leavesOut = ticks;
        return this;
    }

    /** Told of each batch before the jobs are given it. */
    public IntakeSetup submitted(Consumer<Batch> listener) {
        this.submitted = listener;
        return this;
    }

    /** Told of the time of each batch whose end is written. */
    public IntakeSetup committed(LongConsumer listener) {
        this.committed = listener;
        return this;
    }

    /** Whether the commit of a batch without anything in it may wait for the next tick. */
    public IntakeSetup emptyMayWait(BooleanSupplier when) {
        this.emptyMayWait = when;
        return this;
    }

    /** Who makes checkpoints of what batches change, and holds the log for what has none yet; nobody else does. */
    public IntakeSetup feed(DeltaFeed feed) {
        this.feed = feed;
        return this;
    }

    /** For how long batches of the past can be run again; where checkpoints are made, who makes them holds the log for that. */
    public IntakeSetup pastMillis(long millis) {
        this.pastMillis = millis;
        return this;
    }

    /** Where there is no log: what the last checkpoint says of the inputs. */
    public IntakeSetup recovered(Recovered recovered) {
        this.recovered = recovered;
        return this;
    }

    /** Called when there is something for the jobs: a batch, an empty buffer. */
    public IntakeSetup wakeJobs(Runnable wake) {
        this.wakeJobs = wake;
        return this;
    }

    /** Called when the jobs have handed something over. */
    public IntakeSetup wakeIntake(Runnable wake) {
        this.wakeIntake = wake;
        this.wakeForCommit = wake;
        return this;
    }

    /** Called instead of what wakes the intake, where there are turns. */
    public IntakeSetup turns(IntakeTurns turns) {
        this.wakeIntake = turns::call;
        this.wakeForCommit = turns::callByJobs;
        return this;
    }

    /** Called each time that the disk of the log becomes full. */
    public IntakeSetup noRoom(Runnable listener) {
        this.noRoom = listener;
        return this;
    }

    /** Told the time of the last batch when the clock shows one that is well before it. */
    public IntakeSetup clockBehind(LongConsumer listener) {
        this.clockBehind = listener;
        return this;
    }

    /** Told how long batches wait. */
    public IntakeSetup batchesWaiting(BatchesWaiting who) {
        this.batchesWaiting = who;
        return this;
    }

    /** Whether inputs that may drop the oldest do so now as if nothing could be taken in. */
    public IntakeSetup sheds(BooleanSupplier now) {
        this.sheds = now;
        return this;
    }

    /** Of batches, where there is no log to number the starts. */
    public IntakeSetup incarnation(long incarnation) {
        this.incarnation = incarnation;
        return this;
    }

    public IntakeSetup catchUpTicks(int ticks) {
        this.catchUpTicks = atLeast("catchUpTicks", ticks, 0);
        return this;
    }

    /** Batches that may be under way at once, waiting ones included. */
    public IntakeSetup maxBatches(int batches) {
        this.maxBatches = atLeast("maxBatches", batches, 1);
        return this;
    }

    /** Blocks that one step takes from each input. */
    public IntakeSetup blocksPerStep(int blocks) {
        this.blocksPerStep = atLeast("blocksPerStep", blocks, 1);
        return this;
    }

    /** Buffers for state changes on their way to the log; a part is a block long unless said otherwise. */
    public IntakeSetup parts(int buffers, int bytes) {
        this.parts = atLeast("parts", buffers, 1);
        this.partBytes = bytes;
        return this;
    }

    /** How long a full disk is left alone before it is asked again. */
    public IntakeSetup retryNanos(long nanos) {
        this.retryNanos = nanos;
        return this;
    }

    private static int atLeast(String what, int value, int least) {
        if (value < least) throw new IllegalArgumentException(what + " is " + value + "; at least " + least);
        return value;
    }

    Durability durability() {
        return log == null ? Durability.OFF : log.durability();
    }

    /** Of the intake: this record is to reach the disk soon. */
    void wantSync(long logSequence) {
        if (sync != null) sync.want(logSequence);
    }

    /** Fails unless the parts fit together. */
    void check() {
        for (int id = 0; id < inputs.size(); id++) {
            BlockFeed feed = inputs.get(id).feed();
            if (feed != null && feed.streamId() != id)
                throw new IllegalArgumentException("input " + id + " has the ring of stream " + feed.streamId());
        }
        Log to = log;
        if (to == null) return;
        int longest = Math.max(pool.blockSize(), partBytes);
        if (longest > to.maxPayload())
            throw new IllegalArgumentException(
                    "blocks of " + longest + " bytes do not fit a record of the log, which has at most "
                            + to.maxPayload() + ": set smaller blocks, or longer rolls");
        if (to.durability().survivesPowerCut() && sync == null)
            throw new IllegalArgumentException("durability " + to.durability() + " needs a sync agent");
        int streams = recovered.rerun().stream()
                .mapToInt(batch -> batch.streams())
                .max()
                .orElse(0);
        if (streams > inputs.size())
            throw new IllegalStateException("the log has batches to be run again with " + streams
                    + " inputs, and the program has " + inputs.size() + ": give it the inputs that it had");
    }
}
