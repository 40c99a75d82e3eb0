package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.LogFixture.Seen;
import io.headrace.wal.chronicle.ChronicleAppender;
import io.headrace.wal.disk.DirectoryInUseException;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die, and what they leave. */
@ExtendWith(LeakCheck.class)
class CrashTest {
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

    @Test
    @Timeout(180)
    void shouldKeepEveryAcknowledgedRecordOfAKilledProcess() throws Exception {
        SplittableRandom random = LogFixture.random("kills");
        Durability[] levels = {Durability.PROCESS, Durability.BATCH, Durability.RECORD};
        long acknowledged = 0;
        for (int round = 0; round < 6; round++) {
            Durability level = levels[round % levels.length];
            long killAt = acknowledged + random.nextLong(1, level == Durability.PROCESS ? 1_000 : 60);
            long first = acknowledged + 1;
            try (ForkedJvm writer =
                    new ForkedJvm(Writer.class, directory.toString(), level.name(), Long.toString(random.nextLong()))) {
                for (String line = writer.line(); line != null; line = writer.line()) {
                    acknowledged = Long.parseLong(line);
                    if (acknowledged < killAt) continue;
                    writer.kill();
                    List<String> late = writer.lines();
                    if (!late.isEmpty()) acknowledged = Long.parseLong(late.get(late.size() - 1));
                    break;
                }
            }
            assertThat(acknowledged).as("the writer of round %d wrote", round).isGreaterThanOrEqualTo(first);
            acknowledged = checkAfterKill(acknowledged, level);
        }
        try (Log log = Log.open(options())) {
            assertThat(log.incarnation()).isEqualTo(levels.length * 2 + 1);
        }
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).status())
                .isEqualTo(Status.SOUND);
    }

    /** Returns the last number that is there: the unacknowledged ones behind may be, and then count. */
    private long checkAfterKill(long acknowledged, Durability level) throws IOException {
        List<Seen> all = LogFixture.readAll(directory);
        List<Long> numbers = all.stream()
                .filter(record -> record.type() == RecordType.BLOCK)
                .map(Seen::number)
                .toList();
        assertThat(numbers).as("%s", level).hasSizeGreaterThanOrEqualTo((int) acknowledged);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(all)
                .extracting(Seen::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all.size()).boxed().toList());
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).damages())
                .isEmpty();
        return numbers.size();
    }

    @Test
    void shouldBeRefusedByNameWhileAnotherProcessWrites() throws Exception {
        try (ForkedJvm writer = new ForkedJvm(Writer.class, directory.toString(), "PROCESS", "1")) {
            assertThat(writer.line()).isEqualTo("1");
            assertThatThrownBy(() -> Log.open(options()))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining("process " + writer.pid());
            writer.kill();
            writer.exitCode();
        }
        Log.open(options()).close();
    }

    @Test
    void shouldNotCareForALockThatThisVeryProcessNumberLeftBehind() throws IOException {
        Path image = directory.resolve("image");
        Path written = Files.createDirectory(directory.resolve("written"));
        try (Log log = Log.open(LogOptions.of(written).rollBytes(LogOptions.MIN_ROLL_BYTES))) {
            fixture.append(log, 1, 100);
            LogFixture.image(written, image);
        }
        // In a container every process has the same number: the next one finds Chronicle's lock held by itself, alive.
        Path old = LogFiles.incarnationDirectory(image.resolve(Log.DIRECTORY_NAME), 1);
        Path held = Files.createDirectory(directory.resolve("held"));
        try (ChronicleAppender appender = new ChronicleAppender(held, LogOptions.MIN_ROLL_BYTES, true)) {
            appender.startRoll(1);
            appender.begin(8);
            Files.delete(old.resolve(ChronicleAppender.METADATA_FILE));
            Files.copy(held.resolve(ChronicleAppender.METADATA_FILE), old.resolve(ChronicleAppender.METADATA_FILE));
            appender.rollback();
        }
        byte[] lock = Files.readAllBytes(old.resolve(ChronicleAppender.METADATA_FILE));
        try (Log log = Log.open(LogOptions.of(image).rollBytes(LogOptions.MIN_ROLL_BYTES))) {
            fixture.append(log, 2, 100);
        }
        assertThat(LogFixture.blocks(image)).containsExactly(1L, 2L);
        assertThat(Files.readAllBytes(old.resolve(ChronicleAppender.METADATA_FILE)))
                .as("nobody even opened it")
                .isEqualTo(lock);
    }

    @Test
    void shouldNotCareForTheClock() throws IOException {
        for (long year : new long[] {2030, 1990, 1969}) {
            Clock clock = Clock.fixed(Instant.parse(year + "-01-01T00:00:00Z"), ZoneOffset.UTC);
            try (Log log = Log.open(options().clock(clock))) {
                for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            }
        }
        assertThat(LogFixture.blocks(directory)).hasSize(60);
    }

    /** Appends until it is killed; prints the number of each record that is safe at its level. */
    static final class Writer {
        private Writer() {}

        /** One of eight is so long that it is written beside the mapping. */
        private static int length(SplittableRandom random) {
            return random.nextInt(8) == 0 ? random.nextInt(9_000, 60_000) : random.nextInt(8, 9_000);
        }

        @SuppressWarnings("InfiniteLoopStatement") // somebody ends it
        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            Durability level = Durability.valueOf(arguments[1]);
            SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
            LogFixture fixture = new LogFixture();
            long number = Files.isDirectory(directory.resolve(Log.DIRECTORY_NAME))
                    ? LogFixture.blocks(directory).size()
                    : 0;
            LogOptions options = LogOptions.of(directory)
                    .rollBytes(LogOptions.MIN_ROLL_BYTES)
                    .durability(level);
            Log log = Log.open(options);
            while (true) {
                int group = level == Durability.BATCH ? 5 : 1;
                for (int i = 0; i < group; i++) fixture.append(log, ++number, length(random));
                if (level.survivesPowerCut()) log.sync();
                if (log.safeSequence() != log.lastSequence()) throw new AssertionError("not safe: " + number);
                System.out.println(number);
            }
        }
    }
}
