package io.headrace.wal;

import static io.headrace.wal.LogFixture.image;
import static io.headrace.wal.LogFixture.readAll;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.LogFixture.Seen;
import io.headrace.wal.format.BootId;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.Roll;
import io.headrace.wal.scan.VerifyReport;
import io.headrace.wal.scan.VerifyReport.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are not what was written: flipped, torn, lost to a power cut. */
@ExtendWith(LeakCheck.class)
class DamageTest {
    private static final BootId ANOTHER_BOOT = new BootId(1, 2);

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

    private static Roll rollOf(Path directory, long position) throws IOException {
        Roll roll = LogFiles.list(logOf(directory)).atOrAfter(Position.ordinal(position));
        return requireNonNull(roll);
    }

    /** An incarnation that was killed, and one that was closed or killed. */
    private Path write(String name, int records, int length, boolean closed) throws IOException {
        Path first = temporary.resolve(name + "-first");
        try (Log log = Log.open(options(first))) {
            fixture.append(log, RecordType.TYPE, 7, 16);
            for (int i = 1; i <= records; i++) fixture.append(log, i, 8 + i * 7_919 % length);
            image(first, temporary.resolve(name + "-second"));
        }
        Path second = temporary.resolve(name + "-second");
        Path image = temporary.resolve(name);
        try (Log log = Log.open(options(second))) {
            for (int i = 1; i <= records; i++) fixture.append(log, i, 8 + i * 6_007 % length);
            if (!closed) return image(second, image);
        }
        return image(second, image);
    }

    private static void flip(Path file, long offset, int mask) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            int old = open.read();
            open.seek(offset);
            open.write(old ^ mask);
        }
    }

    private static void zero(Path file, long from, long to) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(from);
            open.write(new byte[(int) (to - from)]);
        }
    }

    /** Everything that the damaged log serves; it must be the beginning of what was written, and say when it is not all. */
    private static void checkServed(Path directory, List<Seen> written, String what) throws IOException {
        List<Seen> served = new ArrayList<>();
        boolean refused = false;
        try (LogReader reader = LogReader.open(logOf(directory))) {
            while (reader.next()) {
                int at = served.size();
                assertThat(at).as(what).isLessThan(written.size());
                Seen expected = written.get(at);
                assertThat(reader.sequence()).as(what).isEqualTo(expected.sequence());
                assertThat(reader.position()).as(what).isEqualTo(expected.position());
                assertThat(reader.type()).as(what).isEqualTo(expected.type());
                assertThat(reader.payloadLength()).as(what).isEqualTo(expected.length());
                if (expected.number() >= 0)
                    assertThat(LogFixture.check(reader)).as(what).isEqualTo(expected.number());
                served.add(expected);
            }
        } catch (CorruptDataException e) {
            assertThat(e).as(what).hasMessageContaining(".cq4").hasMessageContaining("offset");
            refused = true;
        }
        VerifyReport report = LogVerifier.verify(logOf(directory));
        if (refused) {
            assertThat(report.status()).as(what).isEqualTo(Status.DAMAGED);
            assertThat(report.recordsLost()).as(what).isTrue();
        } else {
            assertThat(served).as(what).hasSameSizeAs(written);
            assertThat(report.recordsLost()).as(what + ": " + report.damages()).isFalse();
        }
    }

    private void flipSome(Path directory, int flips, SplittableRandom random) throws IOException {
        List<Seen> written = readAll(directory);
        for (int i = 0; i < flips; i++) {
            Seen record = written.get(random.nextInt(written.size()));
            Roll roll = rollOf(directory, record.position());
            long end = RecordLayout.nextDocument(Position.offset(record.position()), record.length());
            long begin = Position.offset(record.position());
            long offset = switch (random.nextInt(4)) {
                case 0 -> random.nextLong(0, end + 64);
                case 1 -> random.nextLong(begin, end);
                default -> begin + random.nextInt(44);
            };
            int mask = 1 << random.nextInt(8);
            flip(roll.file(), offset, mask);
            checkServed(directory, written, "bit " + mask + " at " + offset + " of " + roll.file());
            flip(roll.file(), offset, mask);
        }
        checkServed(directory, written, "nothing");
        assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldNeverServeAFlippedByte() throws IOException {
        SplittableRandom random = LogFixture.random("flips");
        flipSome(write("closed", 30, 40_000, true), 300, random);
        flipSome(write("killed", 30, 40_000, false), 300, random);
    }

    @Test
    @Tag("slow")
    void shouldNeverServeAFlippedByteWhicheverItIs() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Path directory = write("all-" + closed, 8, 300, closed);
            List<Seen> written = readAll(directory);
            for (Roll roll : LogFiles.list(logOf(directory)).rolls()) {
                long used = written.stream()
                        .filter(record -> Position.ordinal(record.position()) == roll.ordinal())
                        .mapToLong(record ->
                                RecordLayout.nextDocument(Position.offset(record.position()), record.length()))
                        .max()
                        .orElseThrow();
                for (long offset = 0;
                        offset < used + 64 && offset < roll.file().toFile().length();
                        offset++) {
                    int mask = 1 << (offset & 7);
                    for (int with : new int[] {mask, 0xff}) {
                        flip(roll.file(), offset, with);
                        checkServed(directory, written, "mask " + with + " at " + offset + " of " + roll.file());
                        flip(roll.file(), offset, with);
                    }
                }
            }
        }
    }

    @Test
    void shouldNotNeedWhatChronicleKeepsBeside() throws IOException {
        Path directory = write("beside", 10, 1_000, true);
        List<Seen> written = readAll(directory);
        for (Roll roll : LogFiles.list(logOf(directory)).rolls()) {
            zero(roll.file(), 0, Position.offset(written.get(0).position()));
            zero(roll.directory().resolve("metadata.cq4t"), 0, 128 << 10);
        }
        checkServed(directory, written, "no header, no index, no metadata");
        try (Log log = Log.open(options(directory))) {
            assertThat(log.previous().sequence()).isEqualTo(written.size());
        }
    }

    @Test
    void shouldReportADamagedLengthWordAndStillServeAll() throws IOException {
        Path directory = write("word", 10, 1_000, true);
        List<Seen> written = readAll(directory);
        Seen victim = written.get(5);
        flip(rollOf(directory, victim.position()).file(), Position.offset(victim.position()) + 1, 0x40);
        assertThat(readAll(directory)).isEqualTo(written);
        VerifyReport report = LogVerifier.verify(logOf(directory));
        assertThat(report.status()).isEqualTo(Status.DAMAGED);
        assertThat(report.recordsLost()).isFalse();
        assertThat(report.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.offset()).isEqualTo(Position.offset(victim.position()));
            assertThat(damage.reason()).contains("length word");
        });
    }

    @Test
    void shouldNameEveryDamagedPlace() throws IOException {
        Path directory = write("several", 20, 1_000, true);
        List<Seen> written = readAll(directory);
        for (int i : new int[] {4, 9, 30})
            flip(
                    rollOf(directory, written.get(i).position()).file(),
                    Position.offset(written.get(i).position()) + 50,
                    1);
        VerifyReport report = LogVerifier.verify(logOf(directory));
        assertThat(report.damages())
                .extracting(damage -> damage.offset())
                .containsExactly(
                        Position.offset(written.get(4).position()),
                        Position.offset(written.get(9).position()),
                        Position.offset(written.get(30).position()));
        assertThat(report.records().get(RecordType.BLOCK)).isEqualTo(37);
    }

    @Test
    void shouldSayWhatALogHolds() throws IOException {
        VerifyReport report = LogVerifier.verify(logOf(write("report", 20, 40_000, true)));
        assertThat(report.status()).isEqualTo(Status.SOUND);
        assertThat(report.records().get(RecordType.BLOCK)).isEqualTo(40);
        assertThat(report.incarnations()).containsExactly(1L, 2L);
        assertThat(report.firstSequence()).isEqualTo(1);
        assertThat(report.lastSequence())
                .isEqualTo(report.records().values().stream().mapToLong(n -> n).sum());
        assertThat(report.closedInOrder()).isTrue();
        assertThat(report.notes()).isEmpty();
        assertThat(LogVerifier.verify(temporary.resolve("nothing")).status()).isEqualTo(Status.NOT_A_LOG);
    }

    @Test
    void shouldRefuseToGoOnBehindADamagedEndAndChangeNothing() throws IOException {
        Path directory = write("end", 10, 1_000, false);
        List<Seen> written = readAll(directory);
        Seen last = written.get(written.size() - 1);
        flip(rollOf(directory, last.position()).file(), Position.offset(last.position()) + 46, 4);
        LogFiles before = LogFiles.list(logOf(directory));
        assertThatThrownBy(() -> Log.open(options(directory)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("offset " + Position.offset(last.position()))
                .hasMessageContaining("Nothing was changed: put the file back from a copy");
        assertThat(LogFiles.list(logOf(directory)).rolls()).isEqualTo(before.rolls());
        assertThat(LogFiles.list(logOf(directory)).incarnations()).isEqualTo(before.incarnations());
    }

    @Test
    void shouldDropARecordThatWasNeverFinished() throws IOException {
        for (int kept : new int[] {0, 3, 30, 44, 500}) {
            Path directory = write("torn-" + kept, 10, 1_000, false);
            List<Seen> written = readAll(directory);
            Seen last = written.get(written.size() - 1);
            long begin = Position.offset(last.position());
            Path file = rollOf(directory, last.position()).file();
            zero(file, begin, begin + 4); // the word comes last
            zero(file, begin + 4 + Math.min(kept, last.length() + 40), begin + 44 + last.length());
            boolean whole = kept >= 40 + last.length();
            VerifyReport report = LogVerifier.verify(logOf(directory));
            assertThat(report.status()).isEqualTo(Status.SOUND);
            assertThat(report.lastSequence()).isEqualTo(whole ? last.sequence() : last.sequence() - 1);
            try (Log log = Log.open(options(directory))) {
                fixture.append(log, 99, 40);
                assertThat(log.lastSequence()).isEqualTo(last.sequence() + (whole ? 3 : 2));
            }
            List<Seen> after = readAll(directory);
            assertThat(after).startsWith(written.subList(0, written.size() - 1).toArray(new Seen[0]));
            assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
        }
    }

    @Test
    void shouldServeARecordWhoseWordWasNotWrittenAnyMore() throws IOException {
        Path directory = write("whole", 10, 1_000, false);
        List<Seen> written = readAll(directory);
        long position = written.get(written.size() - 1).position();
        zero(rollOf(directory, position).file(), Position.offset(position), Position.offset(position) + 4);
        assertThat(readAll(directory)).isEqualTo(written);
        Log.open(options(directory)).close();
        assertThat(readAll(directory)).startsWith(written.toArray(new Seen[0]));
        assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldCutAtAGapThatAPowerCutLeft() throws IOException {
        Path directory = write("gap", 10, 1_000, false);
        List<Seen> written = readAll(directory);
        Seen lost = written.get(written.size() - 4);
        long begin = Position.offset(lost.position());
        zero(rollOf(directory, lost.position()).file(), begin, begin + 44 + lost.length());

        // Without a restart of the machine there is no such gap.
        assertThat(LogEnd.find(logOf(directory)).damage()).isNotNull();
        assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.DAMAGED);

        LogEnd end = LogEnd.find(logOf(directory), ANOTHER_BOOT);
        assertThat(end.damage()).isNull();
        assertThat(end.sequence()).isEqualTo(lost.sequence() - 1);
        assertThat(end.notes()).singleElement().asString().contains("power cut");
        assertThat(LogVerifier.verify(logOf(directory), ANOTHER_BOOT).status()).isEqualTo(Status.SOUND);

        try (Log log = Log.open(options(directory).bootId(ANOTHER_BOOT))) {
            fixture.append(log, 99, 40);
        }
        List<Seen> after = readAll(directory);
        assertThat(after).startsWith(written.subList(0, written.size() - 4).toArray(new Seen[0]));
        assertThat(after).extracting(Seen::number).contains(99L).doesNotContain(10L + 1);
        assertThat(LogVerifier.verify(logOf(directory), ANOTHER_BOOT).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldSetAsideTheRollsBehindAGap() throws IOException {
        Path directory = write("rolls", 30, 40_000, false);
        List<Seen> written = readAll(directory);
        // The gap is two rolls before the last one; at level PROCESS nothing says that it was durable.
        long ordinal = Position.ordinal(written.get(written.size() - 1).position()) - 1;
        Seen lost = written.stream()
                .filter(record -> Position.ordinal(record.position()) == ordinal && record.number() >= 0)
                .findFirst()
                .orElseThrow();
        long begin = Position.offset(lost.position());
        zero(rollOf(directory, lost.position()).file(), begin, begin + 44 + lost.length());
        try (Log log = Log.open(options(directory).bootId(ANOTHER_BOOT))) {
            assertThat(log.previous().sequence()).isEqualTo(lost.sequence() - 1);
            assertThat(log.previous().cutOff()).hasSize(1);
            fixture.append(log, 99, 40);
        }
        List<Seen> after = readAll(directory);
        assertThat(after).extracting(Seen::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(after)
                .startsWith(written.subList(0, (int) lost.sequence() - 1).toArray(new Seen[0]));
        assertThat(LogVerifier.verify(logOf(directory)).status()).isEqualTo(Status.SOUND);
    }

    @Test
    void shouldNotTakeForAPowerCutWhatWasDurable() throws IOException {
        Path directory = temporary.resolve("durable");
        Path image = temporary.resolve("image");
        try (Log log = Log.open(options(directory).durability(Durability.BATCH))) {
            for (int i = 1; i <= 5; i++) fixture.append(log, i, 200);
            log.sync();
            fixture.append(log, 6, 200); // says that the five were durable
            image(directory, image);
        }
        Seen victim = readAll(image).get(2);
        flip(rollOf(image, victim.position()).file(), Position.offset(victim.position()) + 60, 1);
        assertThat(LogEnd.find(logOf(image), ANOTHER_BOOT).damage()).isNotNull();
        assertThatThrownBy(() -> Log.open(options(image).bootId(ANOTHER_BOOT)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("durable");
    }

    @Test
    void shouldNotTakeBytesInsideAPayloadForARecord() throws IOException {
        Path directory = temporary.resolve("nested");
        try (Log log = Log.open(options(directory))) {
            long first = fixture.append(log, 1, 800);
            // A payload that is a copy of a whole record of this very log.
            try (LogReader reader = log.reader()) {
                reader.read(first);
                long envelope = reader.payloadAddress() - RecordLayout.HEADER_LENGTH;
                log.append(RecordType.DELTA, envelope, RecordLayout.HEADER_LENGTH + reader.payloadLength());
            }
            fixture.append(log, 2, 800);
            image(directory, temporary.resolve("nested-image"));
        }
        Path image = temporary.resolve("nested-image");
        Path file = LogFiles.list(logOf(image)).rolls().get(0).file();
        long delta = 0;
        try (LogReader reader = LogReader.open(logOf(image))) {
            while (reader.next()) if (reader.type() == RecordType.DELTA) delta = Position.offset(reader.position());
        }
        flip(file, delta + 8, 1);
        VerifyReport report = LogVerifier.verify(logOf(image));
        assertThat(report.damages()).hasSize(1);
        assertThat(report.records().get(RecordType.BLOCK)).isEqualTo(2);
    }
}
