package io.headrace.bench.sustained;

import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.PhasedLoad;
import io.headrace.bench.openloop.Slices;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Half of the greatest rate for as long as is asked for: whether memory, files and latency stay what they were. Settings: {@link RunningTotals}'.
 *
 * <p><b>Threading:</b> the main thread waits.
 */
public final class SoakRun implements Contender {
    private static final double LOAD = 0.5;
    private static final int LOOKS = 400;
    private static final int QUARTERS = 4;
    private static final double MICRO = 1e3;
    private static final double MEGA = 1e6;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Override
    public void run(Task task) throws Exception {
        long nanos = Math.round(task.seconds() * TimeUnit.SECONDS.toNanos(1));
        int parts = (int) Math.max(QUARTERS, nanos / MINUTE);
        Slices slices = new Slices(nanos / parts, parts);
        PhasedLoad load = new PhasedLoad(
                task.warmUpSeconds(), List.of(new PhasedLoad.Phase(LOAD, nanos)), RunningTotals.KEYS, slices);
        Path directory = Scratch.directory("soak");
        try {
            long missing;
            Sampler sampler;
            try (RunningTotals totals = new RunningTotals(task, load, directory)) {
                sampler = new Sampler(directory, nanos / LOOKS, totals::counted);
                missing = await(totals, sampler);
            }
            task.answer("missing", (double) missing, "records");
            answerMemoryAndFiles(task, sampler, load.begin(), nanos);
            answerLatency(task, slices);
            task.answer("greatest rate", load.greatestRate(), "records/s");
            task.answer("offered", load.greatestRate() * LOAD, "records/s");
        } finally {
            Scratch.delete(directory);
        }
    }

    static long await(RunningTotals totals, Sampler sampler) throws InterruptedException {
        try (sampler) {
            return totals.await();
        }
    }

    private static void answerMemoryAndFiles(Task task, Sampler sampler, long begin, long nanos) {
        Samples second = sampler.between(begin + nanos / QUARTERS, begin + nanos / 2);
        Samples last = sampler.between(begin + nanos - nanos / QUARTERS, begin + nanos);
        Samples all = sampler.between(begin, begin + nanos);
        task.answer("memory, last quarter / second", last.meanMemory() / Math.max(1, second.meanMemory()), "");
        task.answer(
                "files, last quarter / second",
                last.mostFileBytes() / (double) Math.max(1, second.mostFileBytes()),
                "");
        task.answer("memory", all.mostMemory() / MEGA, "MB");
        task.answer("files", (double) all.mostFiles(), "files");
        task.answer("bytes of files", all.mostFileBytes() / MEGA, "MB");
        task.answer("throughput", all.throughput(), "records/s");
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        task.answer(
                "collections",
                (double) collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                "");
        task.answer(
                "collecting",
                collectors.stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                .sum()
                        / 1e3,
                "s");
    }

    private static void answerLatency(Task task, Slices slices) {
        int parts = slices.count();
        double first = slices.percentile(99.9, 0, 1);
        task.answer("p99.9, last part / first", slices.percentile(99.9, parts - 1, parts) / Math.max(1, first), "");
        String name = slices.nanos() >= MINUTE ? "minute" : "part";
        for (int i = 0; i < parts; i++) {
            String part = String.format(Locale.ROOT, "%s %02d", name, i + 1);
            task.answerOf(part, "p50", slices.percentile(50, i, i + 1) / MICRO, "µs");
            task.answerOf(part, "p99", slices.percentile(99, i, i + 1) / MICRO, "µs");
            task.answerOf(part, "p99.9", slices.percentile(99.9, i, i + 1) / MICRO, "µs");
            task.answerOf(part, "max", slices.percentile(100, i, i + 1) / MICRO, "µs");
        }
    }
}
