package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.exec.checkpoint.CheckpointAgent;
import io.headrace.exec.checkpoint.CheckpointBuilder;
import io.headrace.exec.checkpoint.CheckpointFacts;
import io.headrace.exec.checkpoint.DeltaFeed;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.intake.TrimPoint;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.Recovery;
import io.headrace.exec.journal.ResumePoint;
import io.headrace.memory.MemoryBudget;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Log;
import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: what was found and is gone on from, and who makes new ones. None are made without a directory, nor when a
 * log knows everything because no stream remembers.
 *
 * <p><b>Threading:</b> made and closed by one thread; the parts as they say.
 */
final class Checkpointing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

    /** What has changed since the last checkpoint takes so much of the memory at most, before there is another one. */
    private static final int MEMORY_SHARE = 8;

    private static final long MOST_MEMORY = 256L << 20;

    private final HeadraceConf conf;
    private final Durable durable;
    private final MemoryBudget budget;
    private final Map<Integer, StatefulEvaluator> byNumber = new HashMap<>();
    private final @Nullable CheckpointBuilder builder;
    private final @Nullable DeltaFeed feed;

    /** @param numbers of the streams that remember */
    Checkpointing(
            HeadraceConf conf,
            Durable durable,
            List<StatefulEvaluator> stateful,
            Map<Node, Integer> numbers,
            MemoryBudget budget)
            throws IOException {
        this.conf = conf;
        this.durable = durable;
        this.budget = budget;
        for (StatefulEvaluator one : stateful) {
            Integer number = numbers.get(one.node());
            if (number != null) byNumber.put(number, one);
        }
        boolean isOn = durable.checkpoints != null && (!durable.isLogged || !stateful.isEmpty());
        builder = isOn
                ? new CheckpointBuilder(
                        facts(), durable.found.inOrder(), conf.replay().toMillis())
                : null;
        feed = isOn ? new DeltaFeed(durable.isLogged ? null : budget) : null;
    }

    private CheckpointFacts facts() {
        if (durable.checkpoints == null) throw new IllegalStateException("no directory, no checkpoints");
        return new CheckpointFacts(
                durable.checkpoints,
                new PlainDisk(),
                conf.clock(),
                durable.settings,
                durable.types,
                operators(),
                durable.logId(),
                budget);
    }

    private List<OperatorRecord> operators() {
        Map<Integer, Long> lastTicks = new HashMap<>();
        Manifest latest = durable.found.latest();
        if (latest != null)
            for (OperatorRecord known : latest.operators()) lastTicks.put(known.number(), known.lastTick());
        List<OperatorRecord> operators = new ArrayList<>();
        byNumber.forEach((number, stateful) -> operators.add(new OperatorRecord(
                number, stateful.node().site().toString(), stateful.form(), lastTicks.getOrDefault(number, -1L))));
        return operators;
    }

    /** Whether what batches change is written down at all. */
    boolean isWanted() {
        return durable.isLogged || builder != null;
    }

    @Nullable
    DeltaFeed feed() {
        return feed;
    }

    /**
     * Restores what the streams remember, from the checkpoint and from the log behind it.
     *
     * @param hasFiles whether an input reads files: which ones batches have, only the log says
     */
    Recovered recover(boolean hasFiles) throws IOException {
        if (builder == null) return fromLog(hasFiles, progress(DeltaVisitor.NONE));
        try (StateRestore restore = new StateRestore(byNumber, durable.isLogged ? feed : null)) {
            return recover(hasFiles, restore);
        }
    }

    private Recovered recover(boolean hasFiles, StateRestore restore) throws IOException {
        RestartProgress progress = progress(restore);
        Manifest latest = durable.found.latest();
        long start = System.nanoTime();
        CrashPoints.at(CrashPoint.BEFORE_RESTORE);
        if (latest != null && durable.checkpoints != null)
            restore.checkpoint(durable.checkpoints, latest, durable.found.keys(), progress);
        CrashPoints.at(CrashPoint.AFTER_STATE_RESTORE);
        long restored = System.nanoTime();
        Recovered recovered = fromLog(hasFiles, progress);
        restore.done();
        CrashPoints.at(CrashPoint.AFTER_RESTORE);
        if (latest != null)
            LOG.info(
                    "{} goes on from {}: {} bytes, which took {} ms, and the log behind it {} ms",
                    conf.name(),
                    latest,
                    latest.bytes(),
                    (restored - start) / 1_000_000,
                    (System.nanoTime() - restored) / 1_000_000);
        return recovered;
    }

    private RestartProgress progress(DeltaVisitor restore) {
        return new RestartProgress(
                restore,
                System::nanoTime,
                (what, done, all) ->
                        LOG.info("{} restores what it remembers: {} of {} {}", conf.name(), done, all, what));
    }

    private Recovered fromLog(boolean hasFiles, DeltaVisitor visitor) throws IOException {
        Manifest latest = durable.found.latest();
        durable.awaitLog();
        Log log = durable.log;
        if (log == null) return withoutLog(latest);
        ResumePoint resume = latest == null
                ? null
                : new ResumePoint(latest.recoverFrom(), latest.batch().sequence(), hasFiles);
        return Recovery.read(log, durable.settings, conf.remember().toMillis(), visitor, resume);
    }

    private Recovered withoutLog(@Nullable Manifest latest) {
        if (latest == null) return Recovered.NOTHING;
        if (!latest.orderly())
            LOG.warn(
                    "{}: there is no log, and the last run was not stopped in order: it goes on from {}, of {}, which was"
                            + " written at {}; what was received after that until the run ended is lost",
                    conf.name(),
                    latest,
                    Instant.ofEpochMilli(latest.timeMillis()),
                    Instant.ofEpochMilli(latest.writtenMillis()));
        return Recovered.of(latest.inputs());
    }

    /**
     * Who makes new ones; null when none are made.
     *
     * @param problems is told what is tried again, and of which role
     */
    @Nullable
    CheckpointAgent agent(
            Program program, TrimPoint trimPoint, Counters counters, BiConsumer<String, Throwable> problems) {
        if (builder == null || feed == null) return null;
        TrimPoint.Hold hold = trimPoint.hold("state behind the checkpoint before the last");
        CheckpointAgent.Holds holds = new CheckpointAgent.Holds(hold::at, pastHold(trimPoint));
        long interval = CheckpointInterval.of(program, conf);
        CheckpointAgent.Timing timing = new CheckpointAgent.Timing(
                interval / durable.settings.batchMillis(), Math.min(MOST_MEMORY, budget.limit() / MEMORY_SHARE));
        return new CheckpointAgent(
                builder, feed, durable.log, timing, holds, counters.counter(CounterId.CHECKPOINTS_WRITTEN), problems);
    }

    private LongConsumer pastHold(TrimPoint trimPoint) {
        return conf.replay().isZero()
                ? place -> {}
                : trimPoint.holdOfPast("states before batches of the past, for headrace.log.replay")::at;
    }

    @Override
    public void close() throws IOException {
        try {
            if (feed != null) feed.close();
        } finally {
            if (builder != null) builder.close();
        }
    }
}
