package io.headrace.bench.floors;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The ways to touch bytes off the heap that decision 001 weighs: walk a chain of records whose length stands before
 * them, the way a block is read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class RawAccessBenchmark {
    static final int BYTES = 64 * 1024;
    private static final int RECORD = 28;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long address;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    @Setup
    public void fill() {
        address = NativeMemory.allocateZeroed(BYTES, MemoryTag.TEST);
        for (int at = 0; at + 4 + RECORD <= BYTES; at += 4 + RECORD) {
            RawMemory.putInt(address + at, RECORD);
            RawMemory.putLong(address + at + 4, at * 31L);
            INT.set(buffer, at, RECORD);
            LONG.set(buffer, at + 4, at * 31L);
        }
        if (rawMemory() != byteBuffer()) throw new IllegalStateException("the legs disagree");
    }

    @TearDown
    public void free() {
        NativeMemory.free(address, BYTES, MemoryTag.TEST);
    }

    @Benchmark
    public long rawMemory() {
        long sum = 0;
        long end = address + BYTES - 4 - RECORD;
        for (long at = address; at <= end; ) {
            int length = RawMemory.getInt(at);
            sum += RawMemory.getLong(at + 4);
            RawMemory.putLong(at + 12, sum);
            at += 4 + length;
        }
        return sum;
    }

    @Benchmark
    public long byteBuffer() {
        ByteBuffer bytes = buffer;
        long sum = 0;
        int end = BYTES - 4 - RECORD;
        for (int at = 0; at <= end; ) {
            int length = (int) INT.get(bytes, at);
            sum += (long) LONG.get(bytes, at + 4);
            LONG.set(bytes, at + 12, sum);
            at += 4 + length;
        }
        return sum;
    }
}
