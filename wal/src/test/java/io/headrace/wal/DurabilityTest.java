package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.PlainDisk;
import io.headrace.wal.format.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk, what is said to be, and what happens when the disk says no. */
@ExtendWith(LeakCheck.class)
class DurabilityTest {
    @TempDir
    Path directory;

    private final RecordingDisk disk = new RecordingDisk();
    private LogFixture fixture;

    @BeforeEach
    void allocate() {
        fixture = new LogFixture();
    }

    @AfterEach
    void free() {
        fixture.close();
    }

    /** Counts, and fails when it is told to. */
    private static final class RecordingDisk extends PlainDisk {
        final List<String> events = new ArrayList<>();
        boolean failForce;
        boolean failDirectory;
        boolean full;
        CountDownLatch forcing = new CountDownLatch(0);
        CountDownLatch go = new CountDownLatch(0);

        @Override
        public void force(FileChannel file) throws IOException {
            if (failForce) throw new IOException("the disk does not answer");
            forcing.countDown();
            try {
                if (go.getCount() > 0) go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            super.force(file);
            events.add("force");
        }

        @Override
        public void forceDirectory(Path path) throws IOException {
            if (failDirectory) throw new IOException("the disk does not answer");
            super.forceDirectory(path);
            events.add("directory " + path.getFileName());
        }

        @Override
        public boolean reserve(Path file, long bytes) throws IOException {
            return !full && super.reserve(file, bytes);
        }
    }

    private LogOptions options(Durability durability) {
        return LogOptions.of(directory)
                .rollBytes(LogOptions.MIN_ROLL_BYTES)
                .durability(durability)
                .disk(disk);
    }

    @Test
    void shouldBeDurableOnlyWhenSynced() throws IOException {
        try (Log log = Log.open(options(Durability.BATCH))) {
            long before = log.durableSequence();
            assertThat(before).isEqualTo(log.lastSequence());
            fixture.append(log, 1, 100);
            fixture.append(log, 2, 100);
            assertThat(log.durableSequence()).isEqualTo(before);
            assertThat(log.safeSequence()).isEqualTo(before);
            disk.events.clear();
            assertThat(log.sync()).isEqualTo(log.lastSequence());
            assertThat(disk.events).containsExactly("force");
            assertThat(log.durablePosition()).isEqualTo(log.endPosition());
            assertThat(log.safeSequence()).isEqualTo(log.lastSequence());
            disk.events.clear();
            log.sync();
            assertThat(disk.events).as("nothing new, nothing to force").isEmpty();
        }
    }

    @Test
    void shouldNeverSyncAtProcessWhileItRuns() throws IOException {
        try (Log log = Log.open(options(Durability.PROCESS))) {
            disk.events.clear();
            for (int i = 1; i <= 30; i++) fixture.append(log, i, 40_000);
            assertThat(disk.events).isEmpty();
            assertThat(log.safeSequence()).isEqualTo(log.lastSequence());
            assertThat(log.durableSequence()).isLessThan(log.lastSequence());
            assertThat(Position.ordinal(log.endPosition())).isGreaterThan(3);
            log.sync();
            assertThat(disk.events).as("all rolls, and then their names").hasSizeGreaterThan(4);
            assertThat(log.durableSequence()).isEqualTo(log.lastSequence());
        }
    }

    @Test
    void shouldForceAFullRollBeforeTheNextOneSaysAnything() throws IOException {
        try (Log log = Log.open(options(Durability.BATCH))) {
            long last = 0;
            for (int i = 1; Position.ordinal(log.endPosition()) == 1; i++) {
                last = log.lastSequence();
                fixture.append(log, i, 20_000);
            }
            assertThat(log.durableSequence()).isEqualTo(last);
        }
    }

    @Test
    void shouldForceTheIncarnationAtEveryLevel() throws IOException {
        for (Durability level : new Durability[] {Durability.PROCESS, Durability.BATCH, Durability.RECORD}) {
            disk.events.clear();
            try (Log log = Log.open(options(level))) {
                assertThat(disk.events)
                        .contains(
                                "directory " + Log.DIRECTORY_NAME, "force", "directory 000000000" + log.incarnation());
            }
        }
    }

    @Test
    void shouldStayClosedAfterAFailedForce() throws IOException {
        Log log = Log.open(options(Durability.BATCH));
        fixture.append(log, 1, 100);
        log.sync();
        long durable = log.durableSequence();
        fixture.append(log, 2, 100);
        disk.failForce = true;
        assertThatThrownBy(log::sync)
                .isInstanceOf(LogClosedException.class)
                .hasMessageContaining("until it is opened again")
                .hasRootCauseMessage("the disk does not answer");
        disk.failForce = false; // it answers again, and nobody knows what it has dropped
        assertThatThrownBy(log::sync).isInstanceOf(LogClosedException.class);
        assertThatThrownBy(() -> fixture.append(log, 3, 100)).isInstanceOf(LogClosedException.class);
        assertThatThrownBy(log::reserveNext).isInstanceOf(LogClosedException.class);
        assertThat(log.durableSequence()).isEqualTo(durable);
        assertThat(log.failure()).hasMessage("the disk does not answer");
        log.close();
        try (Log again = Log.open(options(Durability.BATCH))) {
            assertThat(again.previous().closedInOrder()).isFalse();
            fixture.append(again, 3, 100);
        }
        assertThat(LogFixture.blocks(directory)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldStayClosedWhenARollsNameCannotBeForced() throws IOException {
        Log log = Log.open(options(Durability.BATCH));
        disk.failDirectory = true;
        for (int i = 1; Position.ordinal(log.endPosition()) == 1; i++) fixture.append(log, i, 20_000);
        long durable = log.durableSequence();
        assertThatThrownBy(log::sync).isInstanceOf(LogClosedException.class);
        assertThat(log.durableSequence())
                .as("a file without a name is not on the disk")
                .isEqualTo(durable);
        disk.failDirectory = false;
        log.close();
    }

    @Test
    void shouldAnswerThatThereIsNoRoomAndGoOnWhenThereIs() throws IOException {
        try (Log log = Log.open(options(Durability.PROCESS))) {
            disk.full = true;
            int written = 0;
            while (fixture.append(log, written + 1, 20_000) != Log.NO_ROOM) written++;
            assertThat(written).isGreaterThan(5);
            long last = log.lastSequence();
            assertThat(log.reserveNext()).isFalse();
            assertThat(fixture.append(log, written + 1, 20_000)).isEqualTo(Log.NO_ROOM);
            assertThat(log.lastSequence()).isEqualTo(last);
            assertThat(fixture.append(log, written + 1, 100))
                    .as("a small one still fits")
                    .isPositive();
            disk.full = false;
            assertThat(log.reserveNext()).isTrue();
            disk.full = true;
            assertThat(fixture.append(log, written + 2, 20_000))
                    .as("into the reserved roll")
                    .isPositive();
            assertThat(LogFixture.blocks(directory)).hasSize(written + 2);
            disk.full = false;
        }
    }

    @Test
    void shouldRefuseToOpenWithoutRoomAndOpenWhenThereIs() throws IOException {
        disk.full = true;
        assertThatThrownBy(() -> Log.open(options(Durability.PROCESS)))
                .isInstanceOf(NoRoomException.class)
                .hasMessageContaining(Long.toString(LogOptions.MIN_ROLL_BYTES));
        disk.full = false;
        try (Log log = Log.open(options(Durability.PROCESS))) {
            fixture.append(log, 1, 100);
        }
        assertThat(LogFixture.blocks(directory)).containsExactly(1L);
    }

    @Test
    void shouldCoverWithOneSyncWhatWasAppendedBefore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Log log = Log.open(options(Durability.BATCH))) {
            disk.events.clear();
            fixture.append(log, 1, 100);
            disk.forcing = new CountDownLatch(1);
            disk.go = new CountDownLatch(1);
            Future<Long> first = threads.submit(log::sync);
            disk.forcing.await();
            // While the first one is in the disk: more records, and two more who want them durable.
            for (int i = 2; i <= 10; i++) fixture.append(log, i, 100);
            long last = log.lastSequence();
            Future<Long> second = threads.submit(log::sync);
            Future<Long> third = threads.submit(log::sync);
            disk.go.countDown();
            first.get();
            assertThat(second.get()).isGreaterThanOrEqualTo(last);
            assertThat(third.get()).isGreaterThanOrEqualTo(last);
            assertThat(disk.events).as("one for the first, one for all others").hasSize(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldNotBeSpoiledByAnInterrupt() throws IOException {
        try (Log log = Log.open(options(Durability.BATCH))) {
            Thread.currentThread().interrupt();
            for (int i = 1; i <= 40; i++) {
                fixture.append(log, i, 20_000);
                log.sync();
                log.reserveNext();
            }
            assertThat(log.durableSequence()).isEqualTo(log.lastSequence());
            try (var reader = log.reader()) {
                assertThat(LogFixture.readAll(reader)).hasSizeGreaterThan(40);
            }
            log.trim(log.endPosition());
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
    }
}
