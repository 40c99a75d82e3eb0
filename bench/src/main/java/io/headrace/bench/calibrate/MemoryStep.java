package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a memory node moves when all its CPUs copy at once: bytes read and bytes written. The first touch of the source places it
 * near the thread that copies it.
 */
final class MemoryStep implements Step {
    private static final long BYTES =
            64 << 20; // beyond the caches of a core; what a shared one holds of it flatters the figure
    private static final long NANOS = 1_000_000_000L;

    private final int threads;
    private final int nodes;

    MemoryStep(int threads, int nodes) {
        this.threads = threads;
        this.nodes = nodes;
    }

    @Override
    public String what() {
        return "moving bytes through memory";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws InterruptedException {
        long nanos = (long) (NANOS * effort.share());
        LongAdder copied = new LongAdder();
        CyclicBarrier together = new CyclicBarrier(threads);
        Thread[] copiers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            copiers[i] = new Thread(() -> copied.add(copy(together, nanos)), "calibrate-memory-" + i);
            copiers[i].start();
        }
        for (Thread copier : copiers) copier.join();
        if (copied.sum() == 0) throw new IllegalStateException("nothing was copied");
        double perSecond = 2.0 * copied.sum() / (nanos / 1e9);
        return Map.of(Cost.MEMORY_BANDWIDTH, perSecond / nodes);
    }

    private static long copy(CyclicBarrier together, long nanos) {
        long from = NativeMemory.allocate(BYTES, MemoryTag.TEST);
        long to = NativeMemory.allocate(BYTES, MemoryTag.TEST);
        try {
            NativeMemory.touch(from, BYTES);
            NativeMemory.touch(to, BYTES);
            together.await();
            long copied = 0;
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                RawMemory.copy(from, to, BYTES);
                copied += BYTES;
            }
            return copied;
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException("the copying threads lost each other", e);
        } finally {
            NativeMemory.free(from, BYTES, MemoryTag.TEST);
            NativeMemory.free(to, BYTES, MemoryTag.TEST);
        }
    }
}
