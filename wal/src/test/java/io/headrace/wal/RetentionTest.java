package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.PlainDisk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.Roll;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class RetentionTest {
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

    private LogOptions options() {
        return LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES);
    }

    private Path log() {
        return directory.resolve(Log.DIRECTORY_NAME);
    }

    @Test
    void shouldTakeOutWholeRollsBeforeAPosition() throws IOException {
        long[] positions = new long[41];
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 40; i++) positions[i] = fixture.append(log, i, 40_000);
            List<Roll> before = LogFiles.list(log()).rolls();
            int trimmed = log.trim(positions[20]);
            assertThat(trimmed).isEqualTo((int) Position.ordinal(positions[20]) - 1);
            assertThat(LogFiles.list(log()).rolls()).isEqualTo(before.subList(trimmed, before.size()));
            assertThat(log.trim(positions[20])).isZero();
            fixture.append(log, 41, 100);
            try (LogReader reader = log.reader()) {
                reader.read(positions[20]);
                assertThat(LogFixture.check(reader)).isEqualTo(20);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> reader.read(positions[1]))
                        .withMessageContaining("trimmed");
            }
        }
        List<Long> left = LogFixture.blocks(directory);
        assertThat(left).contains(20L);
        assertThat(left)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(left.get(0), 41).boxed().toList());
        assertThat(LogVerifier.verify(log()).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldNeverTakeOutTheRollThatIsBeingWritten() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            log.trim(log.endPosition());
            assertThat(LogFiles.list(log()).rolls()).hasSize(1);
            for (int i = 21; i <= 40; i++) fixture.append(log, i, 40_000);
            log.sync();
        }
        assertThat(LogFixture.blocks(directory)).endsWith(39L, 40L);
        try (Log log = Log.open(options())) {
            log.trim(log.endPosition());
            assertThat(LogFiles.list(log()).incarnations())
                    .as("an empty one is swept")
                    .containsExactly(2L);
        }
        try (Log log = Log.open(options())) {
            assertThat(log.incarnation()).isEqualTo(3);
            assertThat(log.previous().closedInOrder()).isTrue();
        }
    }

    @Test
    void shouldMoveRollsToTheArchive() throws IOException {
        Path archive = directory.resolve("archive");
        try (Log log = Log.open(options().archive(archive))) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            log.trim(log.endPosition());
        }
        try (Log log = Log.open(options().archive(archive))) {
            log.trim(log.endPosition());
        }
        // Put together again, archive and log are the whole log.
        for (Roll roll : LogFiles.list(log()).rolls())
            Files.copy(
                    roll.file(),
                    Files.createDirectories(LogFiles.incarnationDirectory(archive, roll.incarnation()))
                            .resolve(roll.name()));
        assertThat(LogVerifier.verify(archive).status()).isEqualTo(Status.SOUND);
        assertThat(LogVerifier.verify(archive).firstSequence()).isEqualTo(1);
    }

    @Test
    void shouldLeaveALogWithoutItsBeginningWhenStoppedHalfway() throws IOException {
        PlainDisk dying = new PlainDisk() {
            private int deletions = 2;

            @Override
            public void forceDirectory(Path path) throws IOException {
                super.forceDirectory(path);
                boolean trimming = StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("trim")));
                if (trimming && --deletions == 0) throw new IOException("stopped");
            }
        };
        try (Log log = Log.open(options().disk(dying))) {
            for (int i = 1; i <= 40; i++) fixture.append(log, i, 40_000);
            assertThatThrownBy(() -> log.trim(log.endPosition())).hasMessage("stopped");
        }
        List<Long> left = LogFixture.blocks(directory);
        assertThat(left)
                .hasSizeBetween(10, 39)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(left.get(0), 40).boxed().toList());
        assertThat(LogVerifier.verify(log()).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldGoOnWhereATrimFailed() throws IOException {
        AtomicInteger refusals = new AtomicInteger();
        List<Path> forced = new ArrayList<>();
        PlainDisk failing = new PlainDisk() {
            @Override
            public void forceDirectory(Path path) throws IOException {
                if (refusals.get() > 0 && refusals.getAndDecrement() > 0) throw new IOException("not now");
                super.forceDirectory(path);
                forced.add(path);
            }
        };
        try (Log log = Log.open(options().disk(failing))) {
            for (int i = 1; i <= 40; i++) fixture.append(log, i, 40_000);
            refusals.set(1);
            assertThatThrownBy(() -> log.trim(log.endPosition())).hasMessage("not now");
            List<Roll> left = LogFiles.list(log()).rolls();
            forced.clear();
            assertThat(log.trim(log.endPosition())).isEqualTo(left.size() - 1);
            assertThat(forced)
                    .as("the directory of the roll that went before, once more")
                    .hasSize(left.size());
            assertThat(LogFiles.list(log()).rolls()).hasSize(1);
        }
    }

    @Test
    void shouldPassOverARollThatSomebodyTookOut() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
        }
        try (Log log = Log.open(options())) {
            for (int i = 21; i <= 40; i++) fixture.append(log, i, 40_000);
            List<Roll> all = LogFiles.list(log()).rolls();
            Files.delete(all.get(0).file());
            Files.delete(all.get(all.size() - 2).file());
            assertThat(log.trim(log.endPosition())).isEqualTo(all.size() - 3);
            assertThat(LogFiles.list(log()).rolls()).containsExactly(all.get(all.size() - 1));
            assertThat(LogFiles.list(log()).incarnations())
                    .as("an empty one is swept")
                    .containsExactly(2L);
        }
    }

    /** A reader that fell behind finds the oldest record that is left, each time. */
    @Test
    void shouldLetAReaderFallBehind() throws IOException {
        try (Log log = Log.open(options());
                LogReader reader = log.reader()) {
            for (int round = 0; round < 3; round++) {
                for (int i = 1; i <= 40; i++) fixture.append(log, i, 40_000);
                log.trim(log.endPosition());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> reader.read(Position.of(1, 0)))
                        .withMessageContaining("trimmed");
                reader.rewind();
                assertThat(reader.next()).isTrue();
                assertThat(Position.ordinal(reader.position())).isEqualTo(Position.ordinal(log.endPosition()));
            }
        }
    }

    @Test
    void shouldGiveBackTheSpaceThatARollDidNotUse() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 10; i++) fixture.append(log, i, 40_000);
            log.reserveNext();
            assertThat(Files.size(LogFiles.list(log()).rolls().get(0).file())).isLessThan(LogOptions.MIN_ROLL_BYTES);
            LogFixture.image(directory, directory.resolveSibling(directory.getFileName() + "-image"));
        }
        for (Roll roll : LogFiles.list(log()).rolls())
            assertThat(Files.size(roll.file())).isLessThan(LogOptions.MIN_ROLL_BYTES);
        Path image = directory.resolveSibling(directory.getFileName() + "-image");
        Log.open(LogOptions.of(image).rollBytes(LogOptions.MIN_ROLL_BYTES)).close();
        Path log = image.resolve(Log.DIRECTORY_NAME);
        assertThat(LogFiles.abandonedReservations(log)).isEmpty();
        for (Roll roll : LogFiles.list(log).rolls())
            assertThat(Files.size(roll.file())).as("%s", roll).isLessThan(LogOptions.MIN_ROLL_BYTES);
        deleteTree(image);
    }

    private static void deleteTree(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** Logs number their rolls alike, so one would replace the other's. */
    @Test
    void shouldNotOpenWithTheArchiveOfAnotherLog(@TempDir Path other) throws IOException {
        Path archive = directory.resolve("archive");
        try (Log log = Log.open(options().archive(archive))) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            assertThat(log.trim(log.endPosition())).isPositive();
        }
        List<Roll> before = LogFiles.list(archive).rolls();
        LogOptions shared =
                LogOptions.of(other).rollBytes(LogOptions.MIN_ROLL_BYTES).archive(archive);
        assertThatThrownBy(() -> Log.open(shared))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(archive.toString())
                .hasMessageContaining("another log")
                .hasMessageContaining(other.toString());
        assertThat(LogFiles.list(archive).rolls()).isEqualTo(before);
        Log.open(options().archive(archive)).close(); // its own log goes on
    }
}
