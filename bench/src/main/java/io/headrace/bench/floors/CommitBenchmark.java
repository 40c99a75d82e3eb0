package io.headrace.bench.floors;

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
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
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

    private static FileChannel create(Path directory, int number) throws IOException {
        return FileChannel.open(
                directory.resolve("file" + number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

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
            channel = create(directory, 0);
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

    /** The limit of what only appends: one file behind the other, the next one written ahead in the background. */
    @State(Scope.Thread)
    public static class BareNew {
        private static final long POLL_NANOS = 100_000;

        private final Path directory = Scratch.directory("force-new");
        private final ByteBuffer zeros = ByteBuffer.allocateDirect(STRETCH);
        private final BlockingQueue<FileChannel> ready = new ArrayBlockingQueue<>(1);
        private @Nullable Background housekeeping;
        private @Nullable FileChannel channel;
        private @Nullable FileChannel next;
        private ByteBuffer record = ByteBuffer.allocate(0);
        private int files;
        private int written;
        private volatile int at;

        @Setup
        public void open(CommitBenchmark benchmark) throws IOException {
            record = ByteBuffer.allocateDirect(benchmark.bytes);
            at = FILE; // all of the first file, before anything is measured
            while (ready.isEmpty()) writeAhead();
            channel = ready.remove();
            at = 0;
            housekeeping = new Background("housekeeping", this::writeAhead);
        }

        /** A stretch of the next file; at the pace of the log. */
        private boolean writeAhead() throws IOException {
            if (!ready.isEmpty() || written >= 2L * at) return false;
            FileChannel file = next != null ? next : create(directory, files++);
            next = file;
            file.write(zeros.clear(), written);
            file.force(written == 0);
            written += STRETCH;
            if (written < FILE) return true;
            next = null;
            written = 0;
            ready.add(file);
            return false;
        }

        long force() throws IOException {
            if (channel == null) throw new IllegalStateException("not set up");
            int to = at;
            if (to + record.capacity() > FILE) {
                while (ready.isEmpty()) LockSupport.parkNanos(POLL_NANOS);
                channel.close();
                at = 0;
                to = 0;
                channel = ready.remove();
            }
            int length = channel.write(record.clear(), to);
            if (length != record.capacity()) throw new IOException("short write: " + length);
            channel.force(false);
            at = to + length;
            return to;
        }

        @TearDown
        public void close() throws IOException {
            if (housekeeping != null) housekeeping.close();
            if (channel != null) channel.close();
            if (next != null) next.close();
            for (FileChannel file : ready) file.close();
            Scratch.delete(directory);
        }
    }
}
