package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Within a roll nothing is allocated, neither by the writer nor by readers; from roll to roll little, however many there are. */
@ExtendWith(LeakCheck.class)
class LogAllocationTest {
    private static final int LENGTH = 512;
    private static final int LONG = 20_000;

    /** Most of it is Chronicle's, and of files that are opened. */
    private static final long MOST_BYTES_A_ROLL = 25_000;

    private static final int KEPT_ROLLS = 4;
    private static final int WARM_UP_ROLLS = 40;
    private static final int MEASURED_ROLLS = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    private LogFixture fixture;

    @BeforeEach
    void allocate() {
        fixture = new LogFixture();
    }

    @AfterEach
    void free() {
        fixture.close();
    }

    @Test
    void shouldAllocateNothing() throws IOException {
        fixture.fill(1, LONG);
        try (Log log = Log.open(LogOptions.of(directory).rollBytes(128 << 20).durability(Durability.BATCH));
                LogReader follower = log.reader();
                LogReader fetcher = log.reader()) {
            Allocation.assertNone("append", 60_000, 10_000, () -> {
                if (log.append(RecordType.BLOCK, fixture.address(), LENGTH) < 0) throw new AssertionError("no room");
            });
            log.append(RecordType.BLOCK, fixture.address(), LONG); // opens the file that it is written to
            Allocation.assertNone("append a long record", 500, 100, () -> {
                if (log.append(RecordType.BLOCK, fixture.address(), LONG) < 0) throw new AssertionError("no room");
            });
            long first = log.append(RecordType.BLOCK, fixture.address(), LENGTH);
            Allocation.assertNone("sync", 200, 50, () -> {
                log.append(RecordType.COMMIT, fixture.address(), 64);
                log.sync();
            });
            boolean more = true;
            while (more) more = log.prepareNext();
            log.append(RecordType.COMMIT, fixture.address(), 64);
            assertThat(Position.ordinal(log.endPosition())).as("written ahead").isEqualTo(2);
            Allocation.assertNone("sync in a roll that was written ahead", 200, 50, () -> {
                log.append(RecordType.COMMIT, fixture.address(), 64);
                log.sync();
            });
            Allocation.assertNone("read the next one", 10_000, 2_000, () -> next(follower));
            Allocation.assertNone("read one at its place", 10_000, 2_000, () -> read(fetcher, first));
            assertThat(Position.ordinal(log.endPosition())).as("no other roll").isEqualTo(2);
        }
    }

    @Test
    void shouldAllocateLittleForARoll() throws IOException {
        fixture.fill(1, LONG);
        LogOptions options =
                LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES).durability(Durability.BATCH);
        try (Log log = Log.open(options);
                LogReader follower = log.reader()) {
            goOn(log, follower, WARM_UP_ROLLS);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int read = goOn(log, follower, MEASURED_ROLLS);
            long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / MEASURED_ROLLS;
            System.out.println(bytes + " bytes a roll");
            assertThat(read).as("records read").isGreaterThan(MEASURED_ROLLS);
            assertThat(bytes).as("bytes a roll").isLessThan(MOST_BYTES_A_ROLL);
            assertThat(LogFiles.list(directory.resolve(Log.DIRECTORY_NAME)).rolls())
                    .as("what was not trimmed")
                    .hasSizeLessThan(KEPT_ROLLS + 3);
        }
    }

    /** Writes so many rolls, as a context does: a reader follows, the next roll is made ready, all but the last few are taken out. */
    private int goOn(Log log, LogReader follower, int rolls) throws IOException {
        int read = 0;
        long end = Position.ordinal(log.endPosition()) + rolls;
        while (Position.ordinal(log.endPosition()) < end) {
            if (log.append(RecordType.BLOCK, fixture.address(), LONG) < 0) throw new AssertionError("no room");
            log.sync();
            boolean more = true;
            while (more) more = log.prepareNext();
            while (follower.next()) read++;
            log.trim(Position.of(Math.max(0, Position.ordinal(log.endPosition()) - KEPT_ROLLS), 0));
        }
        return read;
    }

    private static void next(LogReader reader) {
        try {
            if (!reader.next()) throw new AssertionError("the log is over");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(LogReader reader, long position) {
        try {
            reader.read(position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
