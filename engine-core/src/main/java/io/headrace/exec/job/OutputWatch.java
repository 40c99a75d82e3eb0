package io.headrace.exec.job;

import io.headrace.exec.counters.Counter;
import io.headrace.exec.role.Agent;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the outputs that have had a batch for long: a database that does not answer, a body that waits. Of several batches that are under way
 * in one output the oldest counts. It says so once, and again when the output goes on; {@code top} shows it meanwhile. It stops nothing.
 *
 * <p><b>Threading:</b> as {@link Agent}, on a thread that has time; {@link #underWay} by any.
 */
public final class OutputWatch implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(OutputWatch.class);
    private static final int LOOKS_PER_LIMIT = 4;
    private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Is told of an output that is slow. */
    @FunctionalInterface
    public interface Problems {
        void record(String where, String what);
    }

    private final List<OutputRunner> outputs;
    private final List<Counter> busy;
    private final long limitNanos;
    private final Problems problems;
    private final LongSupplier nanoTime;
    private final long[] told;
    private long nextLook;

    /** @param busy of each output, how long it has had its batch, in milliseconds */
    OutputWatch(
            List<OutputRunner> outputs, List<Counter> busy, long limitNanos, Problems problems, LongSupplier nanoTime) {
        this.outputs = outputs;
        this.busy = busy;
        this.limitNanos = limitNanos;
        this.problems = problems;
        this.nanoTime = nanoTime;
        told = new long[outputs.size()];
        nextLook = nanoTime.getAsLong();
    }

    @Override
    public String roleName() {
        return "output watch";
    }

    @Override
    public int doWork() {
        long now = nanoTime.getAsLong();
        if (now - nextLook < 0) return 0;
        nextLook = now + Math.min(LONGEST_LOOK_NANOS, limitNanos / LOOKS_PER_LIMIT);
        for (int i = 0; i < outputs.size(); i++) look(i, now);
        return 0;
    }

    private void look(int i, long now) {
        OutputRunner output = outputs.get(i);
        long since = output.since();
        long nanos = since == OutputRunner.IDLE ? 0 : now - since;
        boolean isSlow = nanos >= limitNanos;
        busy.get(i).set(isSlow ? TimeUnit.NANOSECONDS.toMillis(nanos) : 0);
        if (told[i] != OutputRunner.IDLE && told[i] != since) {
            LOG.warn("{} goes on", output);
            told[i] = OutputRunner.IDLE;
        }
        if (!isSlow || told[i] == since) return;
        told[i] = since;
        String what = words(output, nanos);
        LOG.warn("{}; batches behind it wait, and what it waits for is in the thread's stack", what);
        problems.record(
                output.toString(),
                "it had a batch for longer than " + TimeUnit.NANOSECONDS.toMillis(limitNanos)
                        + " ms: what it writes to is slow, or does not answer");
    }

    /** What each output that has a batch now is doing, as sentences. */
    public List<String> underWay() {
        long now = nanoTime.getAsLong();
        return outputs.stream()
                .filter(output -> output.since() != OutputRunner.IDLE)
                .map(output -> words(output, now - output.since()))
                .toList();
    }

    private static String words(OutputRunner output, long nanos) {
        return output + " has had " + output.batch() + " for "
                + String.format(Locale.ROOT, "%.1f s", Math.max(0, nanos) / 1e9);
    }

    @Override
    public long maxIdleNanos() {
        return Math.max(0, nextLook - nanoTime.getAsLong());
    }
}
