package io.headrace.exec;

import io.headrace.DamagedDirectoryException;
import io.headrace.DeadLetter;
import io.headrace.Engine;
import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.Inspection;
import io.headrace.Reject;
import io.headrace.StopReport;
import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.NewerVersionException;
import io.headrace.memory.CorruptDataException;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a program: put together, started, stopped, by itself when a role fails.
 *
 * <p>Whoever stops waits for the end, unless it is a thread of the engine, such as a body of {@code foreachRDD}: then the stop goes on
 * behind it.
 *
 * <p><b>Threading:</b> as {@link Engine}.
 */
final class StreamEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEngine.class);

    private final Program program;
    private final HeadraceConf conf;
    private final EngineListener listener;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicBoolean stopBegun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isOver;
    private volatile @Nullable StopReport stopReport;
    private volatile @Nullable Assembly assembly;
    private volatile @Nullable EngineThreads threads;

    StreamEngine(Program program, HeadraceConf conf, EngineListener listener) {
        this.program = program;
        this.conf = conf;
        this.listener = listener;
    }

    @Override
    public void start() throws Exception {
        boolean done = false;
        try {
            Assembly made = new Assembly(program, conf, listener, () -> isOver);
            assembly = made;
            EngineThreads started = new EngineThreads(made, conf.name(), this::failed);
            threads = started;
            LOG.info("{} runs on these threads:\n{}", conf.name(), made.plan().describe());
            listener.streamingStarted(conf.clock().millis());
            started.start();
            done = true;
        } catch (CorruptDataException | NewerVersionException e) {
            Path directory = conf.directory();
            throw directory == null ? e : new DamagedDirectoryException(directory, e);
        } finally {
            if (!done) takeDown();
        }
    }

    /** What was set up before the start failed. */
    private void takeDown() {
        EngineThreads begun = threads;
        Assembly made = assembly;
        try {
            boolean isFree = begun == null || begun.stopAll(new Deadline(conf.stopTimeout()));
            if (made != null && isFree) made.close();
        } finally {
            ended.countDown();
        }
    }

    /** A role has failed: the first failure is the context's, and stops it. */
    private void failed(String roleName, Throwable cause) {
        Assembly made = assembly;
        if (made != null) made.errors.record(roleName, cause);
        if (isOver && isInterrupted(cause))
            return; // it gave up a wait because of the stop, whose report says what is left
        if (!failure.compareAndSet(null, wrapped(roleName, cause))) {
            LOG.error("{}: {} failed as well", conf.name(), roleName, cause);
            return;
        }
        LOG.error("{}: {} failed; the context stops", conf.name(), roleName, cause);
        stopBehind(false, conf.stopTimeout());
    }

    /** Whether it is, or comes of, the end of a wait: user code that was interrupted throws what it likes. */
    private static boolean isInterrupted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof InterruptedException) return true;
        return false;
    }

    private static Throwable wrapped(String roleName, Throwable cause) {
        if (cause instanceof RuntimeException || cause instanceof Error) return cause;
        return new StreamingException("the role " + roleName + " failed: " + cause.getMessage(), cause);
    }

    private void stopBehind(boolean graceful, Duration timeout) {
        if (!stopBegun.compareAndSet(false, true)) return;
        Thread stopper = new Thread(() -> stopNow(graceful, timeout), conf.name() + ": stop");
        stopper.setDaemon(true);
        stopper.start();
    }

    @Override
    public void stop(boolean graceful, Duration timeout) {
        EngineThreads running = threads;
        if (running == null) return;
        if (running.isOneOfThem()) {
            stopBehind(graceful, timeout);
            return;
        }
        if (stopBegun.compareAndSet(false, true)) stopNow(graceful, timeout);
        else awaitEnd();
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the stop goes on without us
        }
    }

    private void stopNow(boolean graceful, Duration timeout) {
        EngineThreads running = threads;
        Assembly made = assembly;
        try {
            if (running == null || made == null) return;
            Deadline deadline = new Deadline(timeout);
            boolean inTime = !graceful || finish(running, deadline);
            List<String> underWay = inTime && graceful ? List.of() : made.outputWatch.underWay();
            isOver = true;
            boolean haveEnded = running.stopAll(graceful ? new Deadline(conf.stopTimeout()) : deadline);
            report(made, graceful, inTime && haveEnded, haveEnded, underWay);
            if (haveEnded) made.close();
            else LOG.error("{}: memory that a thread may still use stays taken until the process ends", conf.name());
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be stopped in order", conf.name(), e);
            failure.compareAndSet(null, e);
        } finally {
            isOver = true;
            ended.countDown();
        }
    }

    private boolean finish(EngineThreads running, Deadline deadline) {
        try {
            running.stopReceivers(deadline);
            return running.drain(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then the rest of the stop is not graceful
            return false;
        }
    }

    private void report(Assembly made, boolean graceful, boolean inTime, boolean haveEnded, List<String> underWay) {
        List<String> outputs = haveEnded ? underWay : made.outputWatch.underWay();
        StopReport report = made.left(graceful, inTime, haveEnded, inTime ? List.of() : outputs);
        stopReport = report;
        if (!haveEnded || (graceful && !report.isComplete())) LOG.warn("{}: {}", conf.name(), report);
        else LOG.info("{}: {}", conf.name(), report);
    }

    @Override
    public @Nullable StopReport stopReport() {
        return stopReport;
    }

    @Override
    public boolean awaitTermination(long millis) throws InterruptedException {
        EngineThreads running = threads;
        if (millis < 0 && running != null && running.isOneOfThem())
            throw new IllegalStateException(
                    "awaitTermination was called by " + Thread.currentThread().getName()
                            + ", a thread of the context itself, which cannot end while that waits: stop() may be"
                            + " called there, and waiting is for the thread that started the context");
        if (millis < 0) {
            ended.await();
            return true;
        }
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable Throwable failure() {
        return failure.get();
    }

    @Override
    public String explain() {
        Assembly made = assembly;
        return made == null ? "not started" : made.describe();
    }

    @Override
    public @Nullable Inspection inspection() {
        Assembly made = assembly;
        return made == null || made.history == null ? null : new RunInspection(made, made.history, failure::get);
    }

    @Override
    public @Nullable Path counters() {
        Assembly made = assembly;
        return made == null ? null : made.counters.file();
    }

    @Override
    public List<Object> remembered(Node node, long fromMillis, long toMillis) {
        Assembly made = assembly;
        if (made == null) throw new StreamingException(conf.name() + " has not been started");
        return made.job.remembered(node, fromMillis, toMillis);
    }

    @Override
    public List<Reject> rejects() {
        Assembly made = assembly;
        return made == null ? List.of() : made.inputs.rejects();
    }

    @Override
    public List<DeadLetter> deadLetters() {
        Assembly made = assembly;
        return made == null || made.deadLetters == null ? List.of() : made.deadLetters.snapshot();
    }
}
