package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.affinity.plan.PinPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A context with batches of 10 ms and nothing to do, in a JVM of its own; prints what it cost. */
final class IdleCpuProgram {
    /** What the program prints before its figure, in thousandths of a core. */
    static final String FIGURE = "idle thousandths of a core: ";

    private static final int WARM_UP_SECONDS = 20;
    private static final int CLOCK_TICKS = 100; // a second, on Linux
    private static final int UTIME = 13;
    private static final int STIME = 14;

    private IdleCpuProgram() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int receivers = Integer.parseInt(arguments[1]);
        long seconds = Long.parseLong(arguments[2]);
        try (StreamingContext context = StreamingContext.builder("idle")
                .batchInterval(Durations.milliseconds(10))
                .set("headrace.core.pinning", PinPolicy.OFF.name())
                .build()) {
            for (int i = 0; i < receivers; i++)
                context.socketTextStream("localhost", port).name("input " + i).foreachRDD(rdd -> {});
            context.start();
            stays(context, WARM_UP_SECONDS); // what the start and the compilers cost is not idling
            long before = ticks();
            long begun = System.nanoTime();
            stays(context, seconds);
            double elapsed = (System.nanoTime() - begun) / 1e9;
            if (arguments.length > 3) threads();
            System.out.println(FIGURE + Math.round((ticks() - before) * 1_000.0 / CLOCK_TICKS / elapsed));
            context.stop(false);
        }
    }

    private static void stays(StreamingContext context, long seconds) throws InterruptedException {
        if (context.awaitTerminationOrTimeout(TimeUnit.SECONDS.toMillis(seconds)))
            throw new IllegalStateException("the context has ended");
    }

    /** What each thread has had since the start, in ticks of the system. */
    private static void threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                System.out.println(stat.substring(stat.indexOf('('), stat.lastIndexOf(')') + 1) + " user "
                        + fields[UTIME - 2] + " system " + fields[STIME - 2]);
            }
        }
    }

    private static long ticks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME - 2]) + Long.parseLong(fields[STIME - 2]);
    }
}
