package io.headrace.bench.floors;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.BlockWriter;
import io.headrace.memory.block.RecordVisitor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A block's whole life in memory against one plain copy of the same bytes: append each record, seal with header and
 * CRC32C, read each record back. The copy is the limit because the append alone is one.
 *
 * <p>With one block everything stays in the core's cache; with many the bytes stream through memory, as they do when
 * blocks are handed from a receiver to a worker.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class BlockBenchmark {
    static final int BYTES = 1_000_000;
    private static final int CAPACITY = 1 << 21;

    @Param({"100", "1000"})
    private int recordLength;

    @Param({"1", "64"})
    private int blocks;

    private final BlockWriter writer = new BlockWriter();
    private final BlockReader reader = new BlockReader();
    private final Sum sum = new Sum();
    private long sources;
    private long targets;
    private int turn;

    @Setup
    public void prepare() {
        sources = NativeMemory.allocateZeroed((long) BYTES * blocks, MemoryTag.TEST);
        targets = NativeMemory.allocateZeroed((long) CAPACITY * blocks, MemoryTag.TEST);
        long expected = 0;
        for (long at = 0; at < (long) BYTES * blocks; at += recordLength) {
            RawMemory.putLong(sources + at, at * 7);
            expected += at * 7;
        }
        for (int i = 0; i < blocks; i++) expected -= appendAndRead();
        if (expected != 0) throw new IllegalStateException("the blocks lost records");
        if (reader.wrap(targets, CAPACITY) != BlockHealth.SOUND) throw new IllegalStateException(reader.problem());
    }

    @TearDown
    public void free() {
        NativeMemory.free(sources, (long) BYTES * blocks, MemoryTag.TEST);
        NativeMemory.free(targets, (long) CAPACITY * blocks, MemoryTag.TEST);
    }

    @Benchmark
    public long appendAndRead() {
        nextTurn();
        long source = source();
        long target = target();
        writer.open(target, CAPACITY);
        long end = source + BYTES;
        for (long record = source; record < end; record += recordLength) writer.append(record, recordLength);
        writer.seal(1, 1, 0, 0);
        sum.total = 0;
        reader.wrapTrusted(target, CAPACITY);
        reader.forEach(sum);
        return sum.total;
    }

    @Benchmark
    public long memoryCopy() {
        nextTurn();
        long target = target() + BlockFormat.HEADER_LENGTH;
        RawMemory.copy(source(), target, BYTES);
        return RawMemory.getLong(target);
    }

    private void nextTurn() {
        turn = turn + 1 < blocks ? turn + 1 : 0;
    }

    private long source() {
        return sources + (long) turn * BYTES;
    }

    private long target() {
        return targets + (long) turn * CAPACITY;
    }

    private static final class Sum implements RecordVisitor {
        private long total;

        @Override
        public void record(long address, int length) {
            total += RawMemory.getLong(address);
        }
    }
}
