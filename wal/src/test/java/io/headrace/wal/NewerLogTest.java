package io.headrace.wal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.LogFixture.Seen;
import io.headrace.wal.format.BootId;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole records that a newer build has written: refused by name, and never taken for the end of the log, also after a restart. */
@ExtendWith(LeakCheck.class)
class NewerLogTest {
    private static final BootId ANOTHER_BOOT = new BootId(1, 2);
    private static final int NEWER_VERSION = RecordLayout.VERSION + 1;
    private static final int NEWER_TYPE = 99;

    @TempDir
    Path temporary;

    private Path logOfThree() throws IOException {
        Path directory = temporary.resolve("context");
        LogFixture fixture = new LogFixture();
        try {
            for (int incarnation = 0; incarnation < 3; incarnation++) {
                try (Log log = Log.open(LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES))) {
                    for (int i = 1; i <= 5; i++) fixture.append(log, i, 100);
                }
            }
        } finally {
            fixture.close();
        }
        return directory;
    }

    /** Writes a byte into the envelope of a record, and the checksum anew. */
    private static void change(Path logDirectory, Seen record, int offset, int value) throws IOException {
        Path file = requireNonNull(LogFiles.list(logDirectory).atOrAfter(Position.ordinal(record.position())))
                .file();
        byte[] bytes = Files.readAllBytes(file);
        int from = (int) Position.offset(record.position()) + RecordLayout.DOCUMENT_HEADER;
        int length = RecordLayout.HEADER_LENGTH + record.length();
        long copy = NativeMemory.allocate(length, MemoryTag.TEST);
        try {
            RawMemory.copyFromArray(bytes, from, copy, length);
            RawMemory.putByte(copy + offset, (byte) value);
            int crc = new Crc32c()
                    .begin()
                    .add(copy, RecordLayout.CRC_OFFSET)
                    .add(copy + RecordLayout.SEQUENCE_OFFSET, length - RecordLayout.SEQUENCE_OFFSET)
                    .value();
            RawMemory.putInt(copy + RecordLayout.CRC_OFFSET, crc);
            RawMemory.copyToArray(copy, bytes, from, length);
        } finally {
            NativeMemory.free(copy, length, MemoryTag.TEST);
        }
        Files.write(file, bytes);
    }

    private static void mustBeRefused(Path directory, String why) throws IOException {
        for (BootId boot : List.of(BootId.current(), ANOTHER_BOOT)) {
            LogEnd end = LogEnd.find(directory.resolve(Log.DIRECTORY_NAME), boot);
            assertThatThrownBy(end::orThrow)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining("was it written by a newer one?");
        }
        assertThatThrownBy(() -> Log.open(LogOptions.of(directory).bootId(ANOTHER_BOOT)))
                .isInstanceOf(CorruptDataException.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "10"})
    void shouldNameTheVersionFromARecordOn(int first) throws IOException {
        Path directory = logOfThree();
        Path logDirectory = directory.resolve(Log.DIRECTORY_NAME);
        List<Seen> all = LogFixture.readAll(directory);
        for (Seen record : all.subList(first, all.size()))
            change(logDirectory, record, RecordLayout.VERSION_OFFSET, NEWER_VERSION);
        mustBeRefused(directory, "version " + NEWER_VERSION + " of the envelope");
    }

    @Test
    void shouldNameATypeThatItDoesNotKnow() throws IOException {
        Path directory = logOfThree();
        List<Seen> all = LogFixture.readAll(directory);
        Seen last = all.get(all.size() - 1);
        assertThat(last.sequence()).isEqualTo(all.size());
        change(directory.resolve(Log.DIRECTORY_NAME), last, RecordLayout.TYPE_OFFSET, NEWER_TYPE);
        mustBeRefused(directory, "unknown type " + NEWER_TYPE);
    }
}
