package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.PlainDisk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The roll to come is written before it is needed, and never when it holds records. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class WriteAheadTest {
    private static final long ROLL = 4L * WriteAhead.STRETCH;
    private static final int LENGTH = 50_000;

    @TempDir
    Path directory;

    private final AheadDisk disk = new AheadDisk();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LogFixture fixture;

    @BeforeEach
    void allocate() {
        fixture = new LogFixture();
    }

    @AfterEach
    void free() throws InterruptedException {
        disk.go.countDown();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        fixture.close();
    }

    /** Knows the forces of the one who writes ahead by its thread; stops and fails them when told to. */
    private static final class AheadDisk extends PlainDisk {
        volatile boolean fail;
        final AtomicInteger forced = new AtomicInteger();
        volatile CountDownLatch forcing = new CountDownLatch(0);
        volatile CountDownLatch go = new CountDownLatch(0);

        @Override
        public void force(FileChannel file) throws IOException {
            if (writesAhead()) {
                forced.incrementAndGet();
                forcing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                if (fail) throw new IOException("the disk does not answer");
            }
            super.force(file);
        }

        private static boolean writesAhead() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().equals(WriteAhead.class.getName())));
        }
    }

    private Log open(Durability durability) throws IOException {
        return Log.open(
                LogOptions.of(directory).rollBytes(ROLL).durability(durability).disk(disk));
    }

    private Path reserved(long ordinal) {
        return LogFiles.reservedFile(LogFiles.incarnationDirectory(directory.resolve(Log.DIRECTORY_NAME), 1), ordinal);
    }

    private static void prepareAll(Log log) throws IOException {
        boolean more = true;
        while (more) more = log.prepareNext();
    }

    private void assertSound(long records) throws IOException {
        assertThat(LogFixture.blocks(directory))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, records).boxed().toList());
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).status())
                .isEqualTo(Status.SOUND);
    }

    /** Appends until the log is in another roll. */
    private long fillRoll(Log log, long number) {
        long ordinal = Position.ordinal(log.endPosition());
        long next = number;
        while (Position.ordinal(log.endPosition()) == ordinal) fixture.append(log, next++, LENGTH);
        return next;
    }

    @Test
    void shouldGoOverToTheFirstRollThatWasWrittenAhead() throws IOException {
        try (Log log = open(Durability.BATCH)) {
            fixture.append(log, 1, LENGTH);
            assertThat(log.prepareNext()).isTrue();
            fixture.append(log, 2, LENGTH);
            assertThat(Position.ordinal(log.endPosition())).as("not done yet").isEqualTo(1);
            prepareAll(log);
            assertThat(disk.forced.get()).isEqualTo((int) (ROLL / WriteAhead.STRETCH));
            fixture.append(log, 3, LENGTH);
            assertThat(Position.ordinal(log.endPosition())).as("written ahead").isEqualTo(2);
            assertThat(log.durableSequence())
                    .as("the roll before is on the disk")
                    .isEqualTo(log.lastSequence() - 2);
            fixture.append(log, 4, LENGTH);
            assertThat(Position.ordinal(log.endPosition())).as("stays there").isEqualTo(2);
        }
        assertSound(4);
    }

    @Test
    void shouldNotWriteOnInAFileThatIsGone() throws IOException {
        try (Log log = open(Durability.BATCH)) {
            fixture.append(log, 1, LENGTH);
            assertThat(log.prepareNext()).isTrue();
            int forced = disk.forced.get();
            Files.delete(reserved(2));
            assertThat(log.prepareNext()).isFalse();
            assertThat(disk.forced.get()).isEqualTo(forced);
            fixture.append(log, 2, LENGTH);
            assertThat(Position.ordinal(log.endPosition()))
                    .as("nothing is ready")
                    .isEqualTo(1);
        }
        assertSound(2);
    }

    @Test
    void shouldWriteOnAfterAnInterruptThatClosedTheFile() throws IOException {
        try (Log log = open(Durability.BATCH)) {
            fixture.append(log, 1, LENGTH);
            assertThat(log.prepareNext()).isTrue();
            Thread.currentThread().interrupt();
            assertThat(log.prepareNext()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            prepareAll(log);
            fixture.append(log, 2, LENGTH);
            assertThat(Position.ordinal(log.endPosition())).isEqualTo(2);
        }
        assertSound(2);
    }

    @Test
    void shouldKeepPaceWithTheLog() throws IOException {
        long next = 2;
        try (Log log = open(Durability.BATCH)) {
            prepareAll(log);
            fixture.append(log, 1, LENGTH);
            disk.forced.set(0);
            while (Position.offset(log.endPosition()) < ROLL * 3 / 4) {
                fixture.append(log, next++, LENGTH);
                prepareAll(log);
                long lead = disk.forced.get() * (long) WriteAhead.STRETCH;
                assertThat(lead)
                        .isGreaterThanOrEqualTo(Math.min(ROLL, Position.offset(log.endPosition()) * 2))
                        .isLessThanOrEqualTo(Position.offset(log.endPosition()) * 2 + WriteAhead.STRETCH);
            }
            next = fillRoll(log, next);
            assertThat(Position.ordinal(log.endPosition())).isEqualTo(3);
        }
        assertSound(next - 1);
    }

    @Test
    void shouldNotWriteAheadWherePowerCutsAreNotSurvived() throws IOException {
        try (Log log = open(Durability.PROCESS)) {
            assertThat(log.prepareNext()).isFalse();
            assertThat(reserved(2)).as("but reserve").exists();
            assertThat(disk.forced.get()).isZero();
        }
    }

    @Test
    void shouldNotTouchARollThatIsTakenMeanwhile() throws Exception {
        long next;
        try (Log log = open(Durability.BATCH)) {
            disk.forcing = new CountDownLatch(1);
            disk.go = new CountDownLatch(1);
            Future<Boolean> step = threads.submit(log::prepareNext);
            disk.forcing.await();
            Future<Long> appended = threads.submit(() -> fillRoll(log, 1));
            // Whoever takes the roll waits for the one stretch, so that an error of it is not told to nobody.
            while (log.lastSequence() * LENGTH < ROLL - 4 * LENGTH) Thread.onSpinWait();
            assertThat(appended.isDone()).isFalse();
            disk.go.countDown();
            next = appended.get();
            step.get();
            disk.forced.set(0);
            assertThat(Position.ordinal(log.endPosition())).isEqualTo(2);
            log.handOver();
            fixture.append(log, next, LENGTH);
            prepareAll(log); // of the roll after it
            assertThat(disk.forced.get()).isEqualTo((int) (ROLL / WriteAhead.STRETCH));
        }
        assertSound(next);
    }

    @Test
    void shouldDropAReservationThatTheDiskDoesNotTake() throws IOException {
        long next;
        try (Log log = open(Durability.BATCH)) {
            log.prepareNext();
            disk.fail = true;
            assertThatThrownBy(log::prepareNext)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer");
            assertThat(reserved(2)).doesNotExist();
            disk.fail = false;
            disk.forced.set(0);
            prepareAll(log);
            assertThat(disk.forced.get()).as("from its beginning").isEqualTo((int) (ROLL / WriteAhead.STRETCH));
            disk.fail = true;
            next = fillRoll(log, 1);
            next = fillRoll(log, next);
            log.sync();
            assertThat(log.failure()).as("nothing was lost").isNull();
        }
        assertSound(next - 1);
    }

    @Test
    void shouldLoseNothingBesideAWriter() throws Exception {
        long next = 1;
        try (Log log = open(Durability.BATCH)) {
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Boolean>> helpers = List.of(prepareUntil(done, log), prepareUntil(done, log));
            for (int roll = 0; roll < 12; roll++) {
                next = fillRoll(log, next);
                if (roll % 3 == 0) log.sync();
            }
            done.set(true);
            for (Future<Boolean> helper : helpers) helper.get();
        }
        assertSound(next - 1);
    }

    private Future<Boolean> prepareUntil(AtomicBoolean done, Log log) {
        return threads.submit(() -> {
            while (!done.get()) log.prepareNext();
            return true;
        });
    }

    @Test
    void shouldBeOpenedWhenTheProcessDiedHalfway() throws IOException {
        Path image = directory.resolveSibling(directory.getFileName() + "-image");
        try (Log log = open(Durability.BATCH)) {
            fixture.append(log, 1, LENGTH);
            log.prepareNext();
            LogFixture.image(directory, image);
        }
        try (Log log = Log.open(LogOptions.of(image).rollBytes(ROLL).durability(Durability.BATCH))) {
            assertThat(LogFiles.abandonedReservations(image.resolve(Log.DIRECTORY_NAME)))
                    .isEmpty();
            fixture.append(log, 2, LENGTH);
        }
        assertThat(LogFixture.blocks(image)).containsExactly(1L, 2L);
    }

    @Test
    void shouldKeepAnInterruptAndGoOn() throws IOException {
        try (Log log = open(Durability.BATCH)) {
            Thread.currentThread().interrupt();
            prepareAll(log);
            fixture.append(log, 1, LENGTH);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Position.ordinal(log.endPosition())).isEqualTo(2);
            assertThat(Files.size(LogFiles.list(directory.resolve(Log.DIRECTORY_NAME))
                            .rolls()
                            .get(1)
                            .file()))
                    .isGreaterThanOrEqualTo(ROLL);
        }
    }
}
