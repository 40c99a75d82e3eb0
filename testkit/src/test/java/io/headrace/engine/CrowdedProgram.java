package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.memory.codec.Codecs;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * More roles than CPUs, in a JVM of its own: takes so many numbers from each of its receivers, then has nothing to do for a while, and says what
 * arrived, on which threads, and what the idling cost.
 */
final class CrowdedProgram {
    /** What is printed before the sum of all that arrived. */
    static final String ARRIVED = "arrived: ";

    /** What is printed before the CPU time of the process while it was idle, in thousandths of the time that went by. */
    static final String IDLE = "idle thousandths of a core: ";

    private static final long IDLE_SECONDS = 2;

    private CrowdedProgram() {}

    public static void main(String[] arguments) throws Exception {
        int receivers = Integer.parseInt(arguments[0]);
        long records = Long.parseLong(arguments[1]);
        AtomicLong count = new AtomicLong();
        AtomicLong sum = new AtomicLong();
        List<Numbers> sources = new ArrayList<>();
        try (StreamingContext context = StreamingContext.builder("crowded")
                .batchInterval(Durations.milliseconds(20))
                .build()) {
            for (int i = 0; i < receivers; i++) {
                Numbers source = new Numbers();
                sources.add(source);
                context.polledStream("numbers", source, Codecs.LONG)
                        .name("input " + i)
                        .foreachRDD(rdd -> {
                            List<Long> numbers = rdd.collect();
                            count.addAndGet(numbers.size());
                            for (long number : numbers) sum.addAndGet(number);
                        });
            }
            context.start();
            System.out.println(context.explain());
            for (Numbers source : sources) source.limit.set(records);
            while (count.get() < receivers * records) stays(context, 5);
            stays(context, 500); // what the compilers have left is not idling
            System.out.println(ARRIVED + count.get() + " " + sum.get());
            long before = cpuNanos();
            long begun = System.nanoTime();
            stays(context, TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
            System.out.println(IDLE + 1_000 * (cpuNanos() - before) / (System.nanoTime() - begun));
            context.stop(true);
        }
    }

    private static void stays(StreamingContext context, long millis) throws InterruptedException {
        if (context.awaitTerminationOrTimeout(millis)) throw new IllegalStateException("the context has ended");
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
