package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Wrong places, closed things, interrupts, and closing and verifying beside a writer. */
@ExtendWith(LeakCheck.class)
class MisuseTest {
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
    void shouldRefuseToTrimAtNoPlace() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 20; i++) fixture.append(log, i, 40_000);
            int rolls = LogFiles.list(log()).rolls().size();
            for (long place : new long[] {Log.NO_ROOM, Long.MIN_VALUE, log.endPosition() + 1, Long.MAX_VALUE})
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> log.trim(place))
                        .withMessageContaining(Long.toString(place));
            assertThat(LogFiles.list(log()).rolls()).hasSize(rolls);
        }
    }

    @Test
    void shouldRefuseToReadAtNoPlace() throws IOException {
        try (Log log = Log.open(options());
                LogReader reader = log.reader()) {
            fixture.append(log, 1, 100);
            long end = log.endPosition();
            for (long place : new long[] {-1, Long.MIN_VALUE, end + 1, Long.MAX_VALUE, Position.of(999, 0)}) {
                assertThatIllegalArgumentException().isThrownBy(() -> reader.read(place));
                assertThatIllegalArgumentException().isThrownBy(() -> reader.seek(place, 5));
            }
            reader.seek(end, log.lastSequence() + 1);
            assertThat(reader.next()).isFalse();
            fixture.append(log, 2, 100);
            assertThat(reader.next()).isTrue();
            assertThat(LogFixture.check(reader)).isEqualTo(2);
        }
    }

    @Test
    void shouldSayThatAReaderIsClosed() throws IOException {
        try (Log log = Log.open(options())) {
            LogReader reader = log.reader();
            reader.next();
            reader.close();
            reader.close();
            assertThatIllegalStateException().isThrownBy(reader::next).withMessageContaining("closed");
            assertThatIllegalStateException().isThrownBy(reader::rewind).withMessageContaining("closed");
            assertThatIllegalStateException().isThrownBy(reader::payloadAddress).withMessageContaining("closed");
            assertThatIllegalStateException().isThrownBy(() -> reader.read(0)).withMessageContaining("closed");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void shouldNameTheOptionThatIsNull() {
        assertThatNullPointerException().isThrownBy(() -> LogOptions.of(null)).withMessage("directory");
        assertThatNullPointerException()
                .isThrownBy(() -> options().settings(null))
                .withMessage("settings");
    }

    @Test
    void shouldOutliveInterruptsAtARollChange() throws IOException {
        for (Durability level : new Durability[] {Durability.PROCESS, Durability.BATCH}) {
            try (Log log = Log.open(options().durability(level))) {
                for (int i = 1; i <= 20; i++) {
                    Thread.currentThread().interrupt();
                    assertThat(fixture.append(log, i, 40_000)).isNotNegative();
                    assertThat(Thread.interrupted()).isTrue();
                }
                Thread.currentThread().interrupt();
                log.reserveNext();
                assertThat(Thread.interrupted()).isTrue();
                Thread.currentThread().interrupt();
                assertThat(log.trim(log.endPosition())).isPositive();
                Thread.currentThread().interrupt();
                log.sync();
            }
            assertThat(Thread.interrupted()).as("kept over close").isTrue();
        }
        assertThat(LogVerifier.verify(log()).status()).isEqualTo(Status.SOUND);
    }

    @Test
    @Timeout(60)
    void shouldCloseBesideTheWriter() throws Exception {
        for (int round = 0; round < 10; round++) {
            Log log = Log.open(options());
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread writer = new Thread(() -> appendUntilItFails(log, end));
            writer.start();
            long enough = log.lastSequence() + 200L * (round + 1);
            while (log.lastSequence() < enough && end.get() == null) Thread.onSpinWait();
            log.close();
            writer.join();
            assertThat(end.get()).isInstanceOf(LogClosedException.class);
            assertThat(log.failure()).isNull();
            assertThat(LogVerifier.verify(log()).damages()).isEmpty();
            assertThat(LogVerifier.verify(log()).closedInOrder()).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void shouldVerifyBesideTheWriter() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Log log = Log.open(options());
        Thread writer = new Thread(() -> appendUntilItFails(log, end));
        writer.start();
        try {
            for (int round = 1; round <= 300; round++) {
                assertThat(LogVerifier.verify(log()).damages())
                        .as("round %d", round)
                        .isEmpty();
                if (round % 4 == 0) log.trim(log.endPosition());
            }
        } finally {
            log.close();
            writer.join();
        }
        assertThat(LogVerifier.verify(log()).status()).isEqualTo(Status.SOUND);
    }

    private void appendUntilItFails(Log log, AtomicReference<Throwable> end) {
        try {
            for (int i = 1; ; i++) fixture.append(log, i, 480);
        } catch (Throwable e) {
            end.set(e);
        }
    }
}
