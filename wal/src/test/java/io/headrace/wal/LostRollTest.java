package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.Roll;
import io.headrace.wal.scan.VerifyReport;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole files of the log that are gone, emptied or overwritten, and what a death at a roll change leaves. */
@ExtendWith(LeakCheck.class)
class LostRollTest {
    private static final byte[] FOREIGN = "somebody else's bytes ".repeat(400).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temporary;

    private LogFixture fixture;

    @BeforeEach
    void allocate() {
        fixture = new LogFixture();
    }

    @AfterEach
    void free() {
        fixture.close();
    }

    private static LogOptions options(Path directory) {
        return LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES);
    }

    private static Path logOf(Path directory) {
        return directory.resolve(Log.DIRECTORY_NAME);
    }

    private static List<Roll> rolls(Path directory) throws IOException {
        return LogFiles.list(logOf(directory)).rolls();
    }

    private static Roll last(Path directory) throws IOException {
        List<Roll> rolls = rolls(directory);
        return rolls.get(rolls.size() - 1);
    }

    /** Several rolls, as a killed process leaves them. */
    private Path killed(String name) throws IOException {
        Path image = temporary.resolve(name);
        try (Log log = Log.open(options(temporary.resolve(name + "-live")))) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            LogFixture.image(temporary.resolve(name + "-live"), image);
        }
        return image;
    }

    /** As {@link #killed}, at the moment before the roll that is the last one now had its first record. */
    private Path killedAtARollChange(String name, byte[] head) throws IOException {
        Path image = temporary.resolve(name);
        Path live = temporary.resolve(name + "-live");
        try (Log log = Log.open(options(live))) {
            fixture.append(log, 0, 100);
            long before = log.endPosition();
            for (int i = 1; before >>> 32 == log.endPosition() >>> 32; i++) fixture.append(log, i, 40_000);
            LogFixture.image(live, image);
        }
        byte[] bytes = new byte[(int) LogOptions.MIN_ROLL_BYTES];
        System.arraycopy(head, 0, bytes, 0, head.length);
        Files.write(last(image).file(), bytes);
        // What the finished roll did not use is given back only when the next one has its head.
        Path finished = rolls(image).get(0).file();
        byte[] whole = new byte[(int) LogOptions.MIN_ROLL_BYTES];
        byte[] truncated = Files.readAllBytes(finished);
        System.arraycopy(truncated, 0, whole, 0, Math.min(whole.length, truncated.length));
        Files.write(finished, whole);
        return image;
    }

    private void assertDamaged(Path directory, String reason) throws IOException {
        VerifyReport report = LogVerifier.verify(logOf(directory));
        assertThat(report.status()).isEqualTo(Status.DAMAGED);
        assertThat(report.damages().toString()).contains(reason);
        assertThat(report.notes()).noneMatch(note -> note.contains("never acknowledged"));
        assertThatThrownBy(() -> Log.open(options(directory)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldMissTheLastRoll() throws IOException {
        Path directory = killed("deleted");
        Files.delete(last(directory).file());
        assertDamaged(directory, "the roll behind it is gone");
    }

    @Test
    void shouldNotTakeAnEmptiedLastRollForAStart() throws IOException {
        Path directory = killed("emptied");
        Files.write(last(directory).file(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        assertDamaged(directory, last(directory).name());
        directory = killed("foreign");
        Files.write(last(directory).file(), FOREIGN, StandardOpenOption.TRUNCATE_EXISTING);
        assertDamaged(directory, last(directory).name());
    }

    @Test
    void shouldNoticeZerosWhereTheRollBeforeProvesRecords() throws IOException {
        Path directory = killed("zeroed");
        Files.write(last(directory).file(), new byte[(int) LogOptions.MIN_ROLL_BYTES]);
        Roll finished = rolls(directory).get(rolls(directory).size() - 2);
        cutUnused(finished.file());
        assertDamaged(directory, "has lost its records");
    }

    /** What the writer does with a finished roll as soon as it has time. */
    private static void cutUnused(Path finished) throws IOException {
        byte[] bytes = Files.readAllBytes(finished);
        int used = bytes.length;
        while (bytes[used - 1] == 0) used--;
        Files.write(finished, Arrays.copyOf(bytes, used + 8));
    }

    @Test
    void shouldNoticeASpoiltFirstRoll() throws IOException {
        for (byte[] bytes : List.of(new byte[0], FOREIGN, new byte[(int) LogOptions.MIN_ROLL_BYTES])) {
            Path directory = killed("first-" + bytes.length);
            Files.write(rolls(directory).get(0).file(), bytes, StandardOpenOption.TRUNCATE_EXISTING);
            assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.DAMAGED);
            try (LogReader reader = LogReader.open(logOf(directory))) {
                assertThatThrownBy(reader::next).isInstanceOf(CorruptDataException.class);
            }
        }
        Path trimmed = killed("trimmed");
        Files.delete(rolls(trimmed).get(0).file());
        assertThat(LogVerifier.verify(logOf(trimmed)).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldOpenWhatADeathAtARollChangeLeaves() throws IOException {
        byte[] begun = {(byte) 0xc1, 0, 0, 0x40, (byte) 0xb9, 6, 'h', 'e', 'a', 'd', 'e', 'r', (byte) 0xb6, 8, 'S'};
        byte[] locked = {0, 0, 0, (byte) 0xc0, (byte) 0xb9, 6, 'h', 'e'};
        for (byte[] head : List.of(new byte[0], begun, locked)) {
            Path directory = killedAtARollChange("change-" + head.length, head);
            assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
            List<Long> before = LogFixture.blocks(directory);
            try (Log log = Log.open(options(directory))) {
                fixture.append(log, 99, 100);
            }
            assertThat(LogFixture.blocks(directory))
                    .startsWith(before.toArray(new Long[0]))
                    .endsWith(99L);
            assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
        }
    }

    @Test
    void shouldNotCallGarbageALog() throws IOException {
        Path incarnation = Files.createDirectories(LogFiles.incarnationDirectory(logOf(temporary), 1));
        Files.write(LogFiles.rollFile(incarnation, 1), FOREIGN);
        assertDamaged(temporary, "no roll");
        assertThat(LogVerifier.verify(logOf(temporary)).closedInOrder()).isFalse();
    }
}
