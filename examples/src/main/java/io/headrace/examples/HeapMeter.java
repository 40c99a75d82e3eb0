package io.headrace.examples;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** Heap bytes that a stretch of work on the calling thread allocated, and collections. <b>Threading:</b> one thread. */
final class HeapMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long collectionsBefore = collections();
    private long started;
    private long bytes;

    void start() {
        started = THREADS.getCurrentThreadAllocatedBytes();
    }

    void stop() {
        bytes += THREADS.getCurrentThreadAllocatedBytes() - started;
    }

    long bytes() {
        return bytes;
    }

    long gcCount() {
        return collections() - collectionsBefore;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
