package io.headrace.bench.floors;

import io.headrace.bench.disk.Background;
import io.headrace.bench.disk.ForcedFiles;
import io.headrace.bench.disk.Scratch;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A batch's commit at level {@code BATCH}, one record and one sync, against a bare loop that writes as many bytes behind
 * one another into a file, and forces it. One limit overwrites the same file again and again. A log cannot: what it wrote
 * is kept. So the other limit goes on from file to file, each written ahead by a thread beside it, as the log's rolls are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class CommitBenchmark {
    @Param({"4000", "65536"})
    private int bytes;

    private static final int FILE = 64 << 20;
    private static final int STRETCH = 1 << 20;

    @Benchmark
    public long commit(Ours ours) {
        return ours.commit();
    }

    @Benchmark
    public long bareForce(Bare bare) throws IOException {
        return bare.force();
    }

    @Benchmark
    public long bareForceOfNewFiles(BareNew bare) throws IOException {
        return bare.force();
    }

    /** Our log, with the thread beside it that an engine has. */
    @State(Scope.Thread)
    public static class Ours {
        private final Path directory = Scratch.directory("commit");
        private @Nullable Log log;
        private @Nullable Background housekeeping;
        private long record;
        private int length;

        @Setup
        public void open(CommitBenchmark benchmark) throws IOException {
            length = benchmark.bytes;
            record = NativeMemory.allocateZeroed(length, MemoryTag.TEST);
            log = Log.open(LogOptions.of(directory).durability(Durability.BATCH));
            housekeeping = new Background("housekeeping", log::prepareNext);
        }

        long commit() {
            if (log == null) throw new IllegalStateException("not set up");
            long position = log.append(RecordType.COMMIT, record, length);
            if (position == Log.NO_ROOM) throw new IllegalStateException("no room in " + directory);
            long durable = log.sync();
            if (durable != log.lastSequence()) throw new IllegalStateException("synced up to " + durable);
            return durable;
        }

        @TearDown
        public void close() throws IOException {
            if (housekeeping != null) housekeeping.close();
            if (log != null) log.close();
            NativeMemory.free(record, length, MemoryTag.TEST);
            Scratch.delete(directory);
        }
    }

    /** The limit: the same file again and again. */
    @State(Scope.Thread)
    public static class Bare {
        private final Path directory = Scratch.directory("force");
        private @Nullable FileChannel channel;
        private ByteBuffer record = ByteBuffer.allocate(0);
        private int at;

        @Setup
        public void open(CommitBenchmark benchmark) throws IOException {
            record = ByteBuffer.allocateDirect(benchmark.bytes);
            channel = ForcedFiles.create(directory, 0);
            ByteBuffer zeros = ByteBuffer.allocateDirect(STRETCH);
            for (int i = 0; i < FILE; i += zeros.capacity()) channel.write(zeros.clear(), i);
            channel.force(true);
        }

        long force() throws IOException {
            if (channel == null) throw new IllegalStateException("not set up");
            if (at + record.capacity() > FILE) at = 0;
            int written = channel.write(record.clear(), at);
            if (written != record.capacity()) throw new IOException("short write: " + written);
            channel.force(false);
            at += written;
            return at;
        }

        @TearDown
        public void close() throws IOException {
            if (channel != null) channel.close();
            Scratch.delete(directory);
        }
    }

    /** The limit of what only appends. */
    @State(Scope.Thread)
    public static class BareNew {
        private @Nullable ForcedFiles files;

        @Setup
        public void open(CommitBenchmark benchmark) throws IOException {
            files = new ForcedFiles(benchmark.bytes);
        }

        long force() throws IOException {
            if (files == null) throw new IllegalStateException("not set up");
            return files.force();
        }

        @TearDown
        public void close() throws IOException {
            if (files != null) files.close();
        }
    }
}
