package io.headrace.bench.fork;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process has used up to a moment.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param passes whole passes that had come out
 * @param allocatedBytes heap bytes that the threads alive allocated
 * @param collectionMillis wall time in collections
 */
record Costs(
        long passes,
        long nanos,
        long cpuNanos,
        long allocatedBytes,
        long collectionMillis,
        long contextSwitches,
        long pageFaults) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Of /proc/self/stat behind the command's closing parenthesis, from 0: minor and major faults, those of dead children left out. */
    private static final int MINOR_FAULTS = 7;

    private static final int MAJOR_FAULTS = 9;

    static Costs now(long passes) {
        return new Costs(
                passes,
                System.nanoTime(),
                PROCESS.getProcessCpuTime(),
                allocated(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum(),
                readContextSwitches(),
                readPageFaults());
    }

    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) sum += Math.max(0, bytes);
        return sum - THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()); // what the meter itself allocates
    }

    /** Of all threads alive; 0 where there is no /proc. */
    private static long readContextSwitches() {
        Path tasks = Path.of("/proc/self/task");
        if (!Files.isDirectory(tasks)) return 0;
        long sum = 0;
        try (var threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) sum += switchesOf(thread.resolve("status"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + tasks, e);
        }
        return sum;
    }

    private static long switchesOf(Path status) {
        List<String> lines;
        try {
            lines = Files.readAllLines(status);
        } catch (IOException e) {
            return 0; // the thread has ended meanwhile
        }
        long sum = 0;
        for (String line : lines) {
            if (line.contains("ctxt_switches:"))
                sum += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
        }
        return sum;
    }

    private static long readPageFaults() {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) return 0;
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[MINOR_FAULTS]) + Long.parseLong(fields[MAJOR_FAULTS]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + stat, e);
        }
    }
}
