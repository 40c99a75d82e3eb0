package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.table.LongKeyTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.SpscArrayQueue;

/**
 * What passes between threads. A block: acquired, opened, sealed almost empty and handed over a ring; opened and released on the
 * other side. A batch: handed to a worker that clears its table, reads it through and answers. The engine's own books are not in
 * it: figures from a run of the engine are the better ones.
 */
final class HandOverStep implements Step {
    private static final int RING = 64;
    private static final int BLOCKS = 128;

    @Override
    public String what() {
        return "handing blocks and batches from thread to thread";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        return Map.of(Cost.BLOCK_HAND_OVER, blocks(effort), Cost.BATCH_ROLE, batches(effort));
    }

    private static double blocks(Effort effort) {
        SpscArrayQueue<Block> ring = new SpscArrayQueue<>(RING);
        BlockReader reader = new BlockReader();
        BlockWriter writer = new BlockWriter();
        Partner.Work consume = () -> {
            Block block = ring.poll();
            if (block == null) return false;
            reader.wrapTrusted(block.address(), block.capacity());
            block.release();
            return true;
        };
        try (BlockPool pool = Objects.requireNonNull(
                BlockPool.tryCreate(BlockPool.MIN_BLOCK_SIZE, BLOCKS, MemoryBudget.process()), "no memory left")) {
            return Partner.beside(consume, consumer -> {
                double nanos = effort.rounds(800_000_000L).nanosPerOperation(blocks -> {
                    for (long i = 0; i < blocks; i++) {
                        Block block = pool.acquire();
                        while (block == null) {
                            consumer.yieldTo();
                            block = pool.acquire();
                        }
                        writer.open(block);
                        writer.seal(1, i, 0, 0);
                        while (!ring.offer(block)) consumer.yieldTo();
                    }
                    return blocks;
                });
                while (pool.inUse() > 0) consumer.yieldTo();
                return nanos;
            });
        }
    }

    /** Half a round trip: what one role has to do for it. */
    private static double batches(Effort effort) {
        AtomicLong asked = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        try (LongKeyTable table = FoldStep.table(1_000)) {
            LongKeyTable.Cursor cursor = table.cursor();
            Partner.Work answer = () -> {
                long batch = asked.getAcquire();
                if (batch == answered.getPlain()) return false;
                table.add(batch, 1);
                cursor.rewind();
                while (cursor.next()) table.add(cursor.key(), 1);
                table.clear();
                answered.setRelease(batch);
                return true;
            };
            return Partner.beside(
                    answer,
                    worker -> effort.rounds(600_000_000L).nanosPerOperation(batches -> {
                                for (long i = 0; i < batches; i++) {
                                    long batch = asked.getPlain() + 1;
                                    asked.setRelease(batch);
                                    while (answered.getAcquire() != batch) worker.yieldTo();
                                }
                                return answered.getPlain();
                            })
                            / 2);
        }
    }
}
