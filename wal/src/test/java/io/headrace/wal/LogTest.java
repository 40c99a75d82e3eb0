package io.headrace.wal;

import static io.headrace.wal.LogFixture.blocks;
import static io.headrace.wal.LogFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.DirectoryInUseException;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class LogTest {
    private static final long ROLL = LogOptions.MIN_ROLL_BYTES;

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
        return LogOptions.of(directory).rollBytes(ROLL);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void shouldReadWhatWasAppended() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 10; i++)
                assertThat(fixture.append(log, i, 100 * i)).isPositive();
            try (LogReader reader = log.reader()) {
                List<LogFixture.Seen> seen = readAll(reader);
                assertThat(seen).hasSize(11);
                assertThat(seen.get(0).type()).isEqualTo(RecordType.CONFIG);
                assertThat(seen).extracting(LogFixture.Seen::sequence).containsExactlyElementsOf(upTo(11));
                assertThat(log.lastSequence()).isEqualTo(11);
            }
        }
        assertThat(blocks(directory)).containsExactlyElementsOf(upTo(10));
    }

    /** Long ones are written beside the mapping, and lie between short ones that are not. */
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS", "BATCH"})
    void shouldReadRecordsOfEveryLength(Durability level) throws IOException {
        SplittableRandom random = LogFixture.random("LogTest");
        int count = 200;
        try (Log log = Log.open(options().durability(level));
                LogReader reader = log.reader()) {
            for (int i = 1; i <= count; i++) {
                assertThat(fixture.append(log, i, random.nextInt(8, log.maxPayload() + 1)))
                        .isPositive();
                do assertThat(reader.next()).isTrue();
                while (reader.type() != RecordType.BLOCK);
                assertThat(LogFixture.check(reader)).isEqualTo(i);
            }
            assertThat(Position.ordinal(log.endPosition())).as("rolls").isGreaterThan(10);
        }
        assertThat(blocks(directory)).containsExactlyElementsOf(upTo(count));
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).damages())
                .isEmpty();
    }

    /** Short ones are read in spite of it: that is quicker. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 1_000, 16 << 10, (16 << 10) + 8, 60_000})
    void shouldTakeTheChecksumOfThePayloadFromWhoKnowsIt(int length) throws IOException {
        Crc32c crc = new Crc32c();
        try (Log log = Log.open(options())) {
            for (int from : new int[] {0, 1, 8, length}) {
                fixture.fill(from, length);
                int checksum = crc.of(fixture.address() + from, length - from);
                long place = log.appendChecked(RecordType.BLOCK, fixture.address(), length, from, checksum);
                assertThat(place).isPositive();
            }
        }
        assertThat(blocks(directory)).containsExactly(0L, 1L, 8L, (long) length);
        assertThat(LogVerifier.verify(directory.resolve(Log.DIRECTORY_NAME)).damages())
                .isEmpty();
    }

    /** Of a record alone, and between others that are read the other way. */
    @Test
    void shouldReadAPayloadToWhereItIsWanted() throws IOException {
        List<Long> places = new ArrayList<>();
        long target = NativeMemory.allocate(60_000, MemoryTag.TEST);
        try (Log log = Log.open(options());
                LogReader reader = log.reader()) {
            for (int i = 1; i <= 40; i++) places.add(fixture.append(log, i, 1_000 * i));
            for (int i : new int[] {40, 1, 2, 3, 39, 40, 17}) {
                long place = places.get(i - 1);
                assertThat(reader.read(place, target, 1_000 * i)).isTrue();
                assertThat(RawMemory.getLong(target)).isEqualTo(i);
                fixture.fill(i, 1_000 * i);
                assertThat(RawMemory.equal(target, fixture.address(), 1_000 * i))
                        .isTrue();
                assertThat(reader.position()).isEqualTo(place);
                assertThat(reader.read(place, target, 1_000 * i - 1)).isFalse();
                assertThat(LogFixture.check(reader)).isEqualTo(i); // shown as ever
                if (i == 40) continue;
                assertThat(reader.next()).isTrue();
                while (reader.type() != RecordType.BLOCK)
                    assertThat(reader.next()).isTrue();
                assertThat(LogFixture.check(reader)).isEqualTo(i + 1);
            }
        } finally {
            NativeMemory.free(target, 60_000, MemoryTag.TEST);
        }
    }

    @Test
    void shouldNotReadAPayloadThatIsDamagedToWhereItIsWanted() throws IOException {
        fixture.fill(1, 40_000);
        long target = NativeMemory.allocate(40_000, MemoryTag.TEST);
        try (Log log = Log.open(options());
                LogReader reader = log.reader()) {
            long place = log.appendChecked(RecordType.BLOCK, fixture.address(), 40_000, 8, 1);
            assertThatThrownBy(() -> reader.read(place, target, 40_000))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("checksum");
        } finally {
            NativeMemory.free(target, 40_000, MemoryTag.TEST);
        }
    }

    @Test
    void shouldNotShowARecordWhoseBytesChangedSinceTheyWereChecked() throws IOException {
        int length = 40_000;
        try (Log log = Log.open(options())) {
            fixture.fill(1, length);
            int checksum = new Crc32c().of(fixture.address() + 8, length - 8);
            RawMemory.putByte(fixture.address() + 20_000, (byte) 1);
            log.appendChecked(RecordType.BLOCK, fixture.address(), length, 8, checksum);
            try (LogReader reader = log.reader()) {
                assertThat(reader.next()).isTrue(); // CONFIG
                assertThatThrownBy(reader::next)
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("checksum");
            }
        }
    }

    @Test
    void shouldKeepEveryTypeAndItsFlags() throws IOException {
        try (Log log = Log.open(options())) {
            for (RecordType type : RecordType.values())
                if (type != RecordType.CONFIG) {
                    fixture.fill(type.code(), 24);
                    log.append(type, type.code() << 1, fixture.address(), 24);
                }
            try (LogReader reader = log.reader()) {
                assertThat(reader.next()).isTrue();
                for (RecordType type : RecordType.values()) {
                    if (type == RecordType.CONFIG) continue;
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.type()).isEqualTo(type);
                    assertThat(reader.flags()).isEqualTo(type.code() << 1);
                }
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void shouldGoOnInTheNextRollWhenOneIsFull() throws IOException {
        int records = 200;
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= records; i++) fixture.append(log, i, 8 + (i * 997) % 20_000);
            assertThat(Position.ordinal(log.endPosition())).isGreaterThan(5);
        }
        assertThat(blocks(directory)).containsExactlyElementsOf(upTo(records));
        List<LogFixture.Seen> all = readAll(directory);
        assertThat(all).extracting(LogFixture.Seen::sequence).containsExactlyElementsOf(upTo(all.size()));
        assertThat(all).extracting(LogFixture.Seen::position).isSorted();
    }

    @Test
    void shouldFollowTheWriterFromAnotherReader() throws IOException {
        try (Log log = Log.open(options());
                LogReader reader = log.reader()) {
            assertThat(readAll(reader)).hasSize(1);
            long read = 0;
            for (int i = 1; i <= 300; i++) {
                fixture.append(log, i, 3_000);
                if (i % 7 != 0) continue;
                for (LogFixture.Seen seen : readAll(reader))
                    if (seen.type() == RecordType.BLOCK)
                        assertThat(seen.number()).isEqualTo(++read);
                assertThat(read).isEqualTo(i);
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void shouldReadOneRecordAtItsPosition() throws IOException {
        long[] positions = new long[101];
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 100; i++) positions[i] = fixture.append(log, i, 10_000);
            try (LogReader reader = log.reader()) {
                for (int i : new int[] {50, 1, 100, 51, 3}) {
                    reader.read(positions[i]);
                    assertThat(LogFixture.check(reader)).isEqualTo(i);
                    assertThat(reader.position()).isEqualTo(positions[i]);
                }
                reader.read(positions[70]);
                long sequence = reader.sequence();
                reader.rewind();
                reader.next();
                reader.seek(positions[70], sequence);
                assertThat(reader.next()).isTrue();
                assertThat(LogFixture.check(reader)).isEqualTo(70);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> reader.read(log.endPosition()))
                        .withMessageContaining("behind the end");
                assertThatThrownBy(() -> reader.read(positions[9] + 4)).hasMessageContaining("should stand here");
            }
        }
    }

    @Test
    void shouldGoOnWithTheNextIncarnation() throws IOException {
        long last = 0;
        for (int incarnation = 1; incarnation <= 4; incarnation++) {
            try (Log log = Log.open(options())) {
                assertThat(log.incarnation()).isEqualTo(incarnation);
                assertThat(log.previous().closedInOrder()).isTrue();
                assertThat(log.previous().sequence()).isEqualTo(last);
                fixture.append(log, incarnation, 500);
                last = log.lastSequence() + 1; // and the note that it was closed
            }
        }
        assertThat(blocks(directory)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void shouldRepeatTheDictionaryInEachRollAndIncarnation() throws IOException {
        try (Log log = Log.open(options())) {
            for (int i = 1; i <= 3; i++) fixture.append(log, RecordType.TYPE, i, 16);
            for (int i = 1; i <= 30; i++) fixture.append(log, i, 30_000);
        }
        try (Log log = Log.open(options())) {
            assertThat(log.previous().dictionary()).hasSize(3);
            fixture.append(log, RecordType.TYPE, 4, 16);
        }
        try (Log log = Log.open(options())) {
            assertThat(log.previous().dictionary()).hasSize(4);
        }
        long rolls = readAll(directory).stream()
                .filter(record -> record.type() == RecordType.TYPE && record.number() == 1)
                .count();
        assertThat(rolls).isGreaterThan(5);
    }

    @Test
    void shouldKeepTheSettingsOfItsUser() throws IOException {
        byte[] settings = "key groups 256".getBytes(StandardCharsets.UTF_8);
        Log.open(options().settings(settings)).close();
        try (Log log = Log.open(options())) {
            assertThat(log.previous().settings()).isEqualTo(settings);
        }
    }

    @Test
    void shouldTakeTheLongestRecordAndRefuseALongerOne() throws IOException {
        try (Log log = Log.open(options())) {
            int longest = log.maxPayload();
            for (int i = 1; i <= 9; i++)
                assertThat(fixture.append(log, i, longest)).isPositive();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixture.append(log, 10, longest + 1))
                    .withMessageContaining(Integer.toString(longest));
            assertThat(fixture.append(log, 10, 0)).isPositive();
        }
        assertThat(blocks(directory)).hasSize(10);
    }

    @Test
    void shouldFillARollToItsLastWord() throws IOException {
        // Lengths around the exact fit: one of them ends at the last word that a roll has, the next one does not fit.
        for (int length = 2_000; length < 2_064; length++) {
            Path own = Files.createDirectory(directory.resolve("l" + length));
            try (Log log = Log.open(LogOptions.of(own).rollBytes(ROLL))) {
                for (int i = 1; i <= 140; i++) fixture.append(log, i, length);
                assertThat(Position.ordinal(log.endPosition())).isEqualTo(2);
            }
            assertThat(blocks(own)).containsExactlyElementsOf(upTo(140));
        }
    }

    @Test
    void shouldRefuseASecondOwnerAtOnce() throws IOException {
        try (Log log = Log.open(options())) {
            assertThatThrownBy(() -> Log.open(options()))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            fixture.append(log, 1, 10);
        }
        Log.open(options()).close();
    }

    @Test
    void shouldRefuseASecondWriterUntilHandedOver() throws Exception {
        try (Log log = Log.open(options())) {
            fixture.append(log, 1, 10);
            assertThatThrownBy(() -> onAnotherThread(() -> fixture.append(log, 2, 10)))
                    .hasMessageContaining("one writer");
            log.handOver();
            onAnotherThread(() -> fixture.append(log, 2, 10));
        }
        assertThat(blocks(directory)).containsExactly(1L, 2L);
    }

    private static void onAnotherThread(Runnable work) {
        CompletableFuture.runAsync(work, command -> new Thread(command, "other").start())
                .join();
    }

    @Test
    void shouldRefuseWhatMakesNoSense() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().durability(Durability.OFF))
                .withMessageContaining("OFF");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().rollBytes(300_000))
                .withMessageContaining("300000");
        Log log = Log.open(options());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(RecordType.CONFIG, fixture.address(), 8))
                .withMessageContaining("CONFIG");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(RecordType.BLOCK, 1, fixture.address(), 8))
                .withMessageContaining("flags");
        log.close();
        log.close();
        assertThatThrownBy(() -> fixture.append(log, 1, 8)).isInstanceOf(LogClosedException.class);
        assertThatThrownBy(log::reserveNext).isInstanceOf(LogClosedException.class);
    }

    @Test
    void shouldStayWholeWhenThePayloadIsNotThere() throws IOException {
        try (Log log = Log.open(options())) {
            fixture.append(log, 1, 100);
            // Tests run with bounds checked: a stray address is an exception in the middle of the record.
            assertThatThrownBy(() -> log.append(RecordType.BLOCK, 64, 100))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            fixture.append(log, 2, 100);
        }
        assertThat(blocks(directory)).containsExactly(1L, 2L);
    }
}
