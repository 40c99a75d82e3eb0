package io.headrace.examples;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * Heap bytes that the threads of an engine allocate, and the collections of the process.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class HeapMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String threadPrefix;
    private long bytesBefore;
    private long bytes;
    private long collectionsBefore;
    private long collections;

    /** @param threadPrefix what the names of the engine's threads begin with */
    HeapMeter(String threadPrefix) {
        this.threadPrefix = threadPrefix;
    }

    void start() {
        bytesBefore = allocated();
        collectionsBefore = countCollections();
    }

    void stop() {
        bytes = allocated() - bytesBefore;
        collections = countCollections() - collectionsBefore;
    }

    long bytes() {
        return bytes;
    }

    long gcCount() {
        return collections;
    }

    private long allocated() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(threadPrefix))
                sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
        }
        return sum;
    }

    private static long countCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
