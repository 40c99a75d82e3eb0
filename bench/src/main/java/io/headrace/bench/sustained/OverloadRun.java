package io.headrace.bench.sustained;

import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.PhasedLoad;
import io.headrace.bench.openloop.Slices;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A part of the greatest rate for as long as is asked for; of an overload also half of that time before, and three times as much behind it, at a quarter
 * of the greatest rate, so that it can be seen when the latency is again what it was. All that was offered must come out.
 *
 * <pre>
 *    load   +-----------------+
 *           |    overload     |
 *    base --+                 +----------------------------------------
 *       T/2         T                          3 T
 * </pre>
 *
 * Settings: {@link RunningTotals}', and {@code load}, the part of the greatest rate.
 *
 * <p><b>Threading:</b> the main thread waits.
 */
public final class OverloadRun implements Contender {
    static final String LOAD = "load";

    private static final double BASE = 0.25;
    private static final int SLICES = 20; // of the overload
    private static final int BEFORE = SLICES / 2;
    private static final int BEHIND = 3 * SLICES;
    private static final int LOOKS_A_SLICE = 5;

    /** Back is where the 99th percentile is at most so many times that of before, in so many slices one behind the other. */
    private static final double BACK = 2;

    private static final int CALM_SLICES = 3;
    private static final double MICRO = 1e3;
    private static final double MEGA = 1e6;
    private static final double SECOND = 1e9;

    @Override
    public void run(Task task) throws Exception {
        double part = Double.parseDouble(task.text(LOAD));
        boolean isOverload = part > 1;
        long slice = Math.round(task.seconds() * TimeUnit.SECONDS.toNanos(1)) / SLICES;
        int before = isOverload ? BEFORE : 0;
        Slices slices = new Slices(slice, before + SLICES + (isOverload ? BEHIND : 0));
        PhasedLoad load =
                new PhasedLoad(task.warmUpSeconds(), phases(part, isOverload, slice), RunningTotals.KEYS, slices);
        Path directory = Scratch.directory("overload");
        try {
            long missing;
            Sampler sampler;
            try (RunningTotals totals = new RunningTotals(task, load, directory)) {
                sampler = new Sampler(directory, slice / LOOKS_A_SLICE, totals::counted);
                missing = SoakRun.await(totals, sampler);
            }
            long from = load.begin() + before * slice;
            // Behind a quarter of it queues have filled.
            Samples loaded = sampler.between(from + SLICES / 4 * slice, from + SLICES * slice);
            task.answer("throughput", loaded.throughput(), "records/s");
            task.answer("of the greatest rate", loaded.throughput() / load.greatestRate(), "");
            answer(task, "p50", slices.percentile(50, before, before + SLICES));
            answer(task, "p99", slices.percentile(99, before, before + SLICES));
            answer(task, "p99.9", slices.percentile(99.9, before, before + SLICES));
            answer(task, "max", slices.percentile(100, before, before + SLICES));
            task.answer("memory", loaded.mostMemory() / MEGA, "MB");
            task.answer("bytes of files", loaded.mostFileBytes() / MEGA, "MB");
            task.answer("missing", (double) missing, "records");
            task.answer("greatest rate", load.greatestRate(), "records/s");
            if (isOverload) answerOverload(task, slices, sampler, load.begin());
        } finally {
            Scratch.delete(directory);
        }
    }

    private static List<PhasedLoad.Phase> phases(double part, boolean isOverload, long slice) {
        PhasedLoad.Phase loaded = new PhasedLoad.Phase(part, SLICES * slice);
        if (!isOverload) return List.of(loaded);
        return List.of(new PhasedLoad.Phase(BASE, BEFORE * slice), loaded, new PhasedLoad.Phase(BASE, BEHIND * slice));
    }

    private static void answer(Task task, String metric, double nanos) {
        task.answer(metric, nanos / MICRO, "µs");
    }

    private static void answerOverload(Task task, Slices slices, Sampler sampler, long begin) {
        long slice = slices.nanos();
        Samples calm = sampler.between(begin, begin + BEFORE * slice);
        Samples busy = sampler.between(begin + BEFORE * slice, begin + slices.count() * slice);
        task.answer("memory, overload / before", busy.mostMemory() / (double) Math.max(1, calm.mostMemory()), "");
        double base = slices.percentile(99, 0, BEFORE);
        int back = firstCalm(slices, BACK * base) - BEFORE - SLICES;
        answer(task, "p99 before", base);
        task.answer("back after", back * slice / SECOND, "s");
        task.answer("back after / overload", back / (double) SLICES, "");
    }

    /** The first slice behind the overload from which on it is calm; the end when there is none. */
    private static int firstCalm(Slices slices, double most) {
        int calm = 0;
        for (int i = BEFORE + SLICES; i < slices.count(); i++) {
            calm = slices.percentile(99, i, i + 1) <= most ? calm + 1 : 0;
            if (calm == CALM_SLICES) return i + 1 - CALM_SLICES;
        }
        return slices.count();
    }
}
