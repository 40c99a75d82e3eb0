package io.headrace.bench.floors;

import io.headrace.bench.disk.Background;
import io.headrace.bench.disk.Scratch;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Appending blocks to the log at level {@code PROCESS}, against a raw Chronicle appender that copies the same bytes into
 * documents of a queue with its defaults: no checksum, no reservation, no rolls. Ours has the thread beside it that an engine has, as
 * Chronicle has one that gives its mappings back.
 *
 * <p>Each iteration writes a directory of its own, which is deleted behind it; how many records arrived, and that the last
 * one is whole, is checked there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class LogBenchmark {
    @Param({"65536", "1048576"})
    private int blockBytes;

    private static void check(String leg, long found, long expected) {
        if (found != expected) throw new IllegalStateException(leg + " holds " + found + " instead of " + expected);
    }

    @Benchmark
    public long log(Ours ours) {
        return ours.append();
    }

    @Benchmark
    public long rawAppender(Raw raw) {
        return raw.append();
    }

    /** Our log. */
    @State(Scope.Thread)
    public static class Ours {
        private @Nullable Log log;
        private @Nullable Background housekeeping;
        private Path directory = Path.of("");
        private long block;
        private int length;
        private long before;
        private long appended;
        private long lastPosition;

        @Setup(Level.Iteration)
        public void open(LogBenchmark benchmark) throws IOException {
            length = benchmark.blockBytes;
            directory = Scratch.directory("log");
            log = Log.open(LogOptions.of(directory));
            housekeeping = new Background("housekeeping", log::prepareNext);
            before = log.lastSequence();
            appended = 0;
            block = NativeMemory.allocate(length, MemoryTag.TEST);
            for (int i = 0; i + 8 <= length; i += 8) RawMemory.putLong(block + i, i * 0x9E3779B97F4A7C15L);
        }

        long append() {
            if (log == null) throw new IllegalStateException("not set up");
            lastPosition = log.append(RecordType.BLOCK, block, length);
            if (lastPosition == Log.NO_ROOM) throw new IllegalStateException("no room in " + directory);
            appended++;
            return lastPosition;
        }

        @TearDown(Level.Iteration)
        public void close() throws IOException {
            if (log == null) return;
            if (housekeeping != null) housekeeping.close();
            try (LogReader reader = log.reader()) {
                reader.read(lastPosition);
                if (!RawMemory.equal(reader.payloadAddress(), block, length))
                    throw new IllegalStateException("the last block is not what was written");
                long heads = 0;
                reader.rewind();
                while (reader.next()) if (reader.type() == RecordType.CONFIG) heads++;
                check("the log", log.lastSequence() - before, appended + heads - 1);
            }
            log.close();
            NativeMemory.free(block, length, MemoryTag.TEST);
            Scratch.delete(directory);
        }
    }

    /** The limit. */
    @State(Scope.Thread)
    public static class Raw {
        private @Nullable SingleChronicleQueue queue;
        private @Nullable ExcerptAppender appender;
        private @Nullable BytesStore<?, ?> block;
        private Path directory = Path.of("");
        private int length;
        private long appended;

        @Setup(Level.Iteration)
        public void open(LogBenchmark benchmark) {
            length = benchmark.blockBytes;
            directory = Scratch.directory("raw");
            queue = SingleChronicleQueueBuilder.binary(directory).build();
            appender = queue.createAppender();
            appended = 0;
            BytesStore<?, ?> filled = BytesStore.nativeStore(length);
            for (int i = 0; i + 8 <= length; i += 8) filled.writeLong(i, i * 0x9E3779B97F4A7C15L);
            block = filled;
        }

        long append() {
            if (appender == null || block == null) throw new IllegalStateException("not set up");
            try (DocumentContext document = appender.writingDocument()) {
                document.wire().bytes().write(block, 0L, (long) length);
            }
            return appended++;
        }

        @TearDown(Level.Iteration)
        public void close() {
            if (queue == null || appender == null || block == null) return;
            check("the queue", queue.entryCount(), appended);
            appender.close();
            queue.close();
            block.releaseLast();
            Scratch.delete(directory);
        }
    }
}
