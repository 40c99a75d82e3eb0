package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
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

    /** In a JVM without assertions, which have Chronicle keep a record of what it opens. */
    @Test
    void shouldAllocateLittleForARoll() throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(RollGarbage.class, directory.toString())) {
            List<String> lines = jvm.lines();
            assertThat(jvm.exitCode()).isZero();
            assertThat(lines).hasSize(1);
            assertThat(Long.parseLong(lines.get(0))).as("bytes a roll").isLessThan(MOST_BYTES_A_ROLL);
        }
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
