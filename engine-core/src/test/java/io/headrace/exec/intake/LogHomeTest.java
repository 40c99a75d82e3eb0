package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class LogHomeTest {
    private static final int LENGTH = 5_000;

    @TempDir
    Path directory;

    private Log log;
    private LogHome home;
    private long buffer;

    @BeforeEach
    void open() throws IOException {
        log = Log.open(LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES));
        home = new LogHome(log);
        buffer = NativeMemory.allocateZeroed(LENGTH, MemoryTag.TEST);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
        log.close();
        NativeMemory.free(buffer, LENGTH, MemoryTag.TEST);
    }

    private long append(RecordType type, long number) {
        RawMemory.putLong(buffer, number);
        return log.append(type, buffer, LENGTH);
    }

    private static void mustRead(LogHome home, long position, long number, long to) {
        if (!home.load(position, to, LENGTH)) throw new AssertionError(home.describe(position));
        if (RawMemory.getLong(to) != number) throw new AssertionError(RawMemory.getLong(to) + ", not " + number);
    }

    @Test
    void shouldReadFromSeveralThreadsWhileTheLogGrows() throws Exception {
        List<Long> positions = new ArrayList<>();
        for (long i = 0; i < 200; i++) positions.add(append(RecordType.BLOCK, i));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t;
            running.add(pool.submit(() -> {
                long to = NativeMemory.allocate(LENGTH, MemoryTag.TEST);
                for (int i = first; i < 2_000; i += 3) {
                    if (i % 50 == 0) Thread.currentThread().interrupt();
                    mustRead(home, positions.get(i % 200), i % 200, to);
                    if (i % 50 == 0 && !Thread.interrupted()) throw new AssertionError("the interrupt is lost");
                }
                NativeMemory.free(to, LENGTH, MemoryTag.TEST);
            }));
        }
        for (long i = 0; i < 200; i++) append(RecordType.BLOCK, i);
        for (Future<?> future : running) future.get();
        pool.shutdown();
    }

    @Test
    void shouldSayWhyABlockCannotBeRead() throws IOException {
        long other = append(RecordType.ALLOC, 1);
        long position = append(RecordType.BLOCK, 2);
        assertThat(home.load(other, buffer, LENGTH)).isFalse();
        assertThat(home.describe(other)).contains("roll 1 offset").contains("ALLOC");
        assertThat(home.load(position, buffer, LENGTH - 1)).isFalse();
        assertThat(home.load(log.endPosition() + 4, buffer, LENGTH)).isFalse();
        assertThat(home.describe(position)).contains("behind the end");
        mustRead(home, position, 2, buffer);
        for (int i = 0; i < 200; i++) append(RecordType.BLOCK, i);
        assertThat(log.trim(log.endPosition())).isPositive();
        assertThat(home.load(append(RecordType.BLOCK, 9), buffer, LENGTH)).isTrue();
        assertThat(home.load(position, buffer, LENGTH)).isFalse();
        assertThat(home.describe(position)).contains("trimmed");
    }

    /** Nobody looks at the bytes after it: it answers for them. */
    @Test
    void shouldNotReadABlockOfWhichAByteChanged() throws IOException {
        assertThat(home.isChecked()).isTrue();
        long position = append(RecordType.BLOCK, 7);
        Path roll = LogFiles.list(directory.resolve(Log.DIRECTORY_NAME))
                .rolls()
                .get(0)
                .file();
        try (FileChannel channel = FileChannel.open(roll, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), Position.offset(position) + LENGTH);
        }
        assertThat(home.load(position, buffer, LENGTH)).isFalse();
        assertThat(home.describe(position)).contains("checksum");
    }

    @Test
    void shouldAllocateNothing() {
        long position = append(RecordType.BLOCK, 7);
        Allocation.assertNone("load", 10_000, 2_000, () -> mustRead(home, position, 7, buffer));
    }
}
