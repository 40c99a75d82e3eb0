package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Records whose bytes follow from their number, written and checked by many tests. */
final class LogFixture implements AutoCloseable {
    static final int MAX_LENGTH = 1 << 20;

    private final long buffer = NativeMemory.allocate(MAX_LENGTH, MemoryTag.TEST);

    /** A record as a test remembers it. */
    record Seen(RecordType type, long sequence, long position, int length, long number) {}

    /** Appends a BLOCK of this length that begins with its number and goes on with bytes made from it. */
    long append(Log log, long number, int length) {
        return append(log, RecordType.BLOCK, number, length);
    }

    long append(Log log, RecordType type, long number, int length) {
        fill(number, length);
        return log.append(type, buffer, length);
    }

    void fill(long number, int length) {
        for (int i = 0; i + 8 <= length; i += 8) RawMemory.putLong(buffer + i, word(number, i));
        for (int i = length & -8; i < length; i++) RawMemory.putByte(buffer + i, (byte) (number + i));
    }

    long address() {
        return buffer;
    }

    /** Checks the shown record's bytes and returns its number. */
    static long check(LogReader reader) {
        long at = reader.payloadAddress();
        int length = reader.payloadLength();
        long number = RawMemory.getLong(at);
        for (int i = 0; i + 8 <= length; i += 8) {
            // An assertion for each of millions of words takes most of the time of a test.
            if (RawMemory.getLong(at + i) == word(number, i)) continue;
            assertThat(RawMemory.getLong(at + i))
                    .as("word %d of record %d", i, number)
                    .isEqualTo(word(number, i));
        }
        for (int i = length & -8; i < length; i++)
            assertThat(RawMemory.getByte(at + i)).isEqualTo((byte) (number + i));
        return number;
    }

    private static long word(long number, int i) {
        return i == 0 ? number : number * 0x9e37_79b9_7f4a_7c15L + i;
    }

    /** Everything in the log, with the bytes of all records but the log's own checked. */
    static List<Seen> readAll(LogReader reader) throws IOException {
        List<Seen> seen = new ArrayList<>();
        while (reader.next()) {
            boolean own = reader.type() == RecordType.CONFIG || reader.payloadLength() < 8;
            long number = own ? -1 : check(reader);
            seen.add(new Seen(reader.type(), reader.sequence(), reader.position(), reader.payloadLength(), number));
        }
        return seen;
    }

    static List<Seen> readAll(Path directory) throws IOException {
        try (LogReader reader = LogReader.open(directory.resolve(Log.DIRECTORY_NAME))) {
            return readAll(reader);
        }
    }

    /** The numbers of the blocks, in order. */
    static List<Long> blocks(Path directory) throws IOException {
        return readAll(directory).stream()
                .filter(record -> record.type() == RecordType.BLOCK)
                .map(Seen::number)
                .toList();
    }

    /** A source of randomness whose seed is printed; -Dheadrace.test.seed repeats a run. */
    static SplittableRandom random(String what) {
        long seed = Long.getLong("headrace.test.seed", System.nanoTime());
        System.out.println(what + ": -Dheadrace.test.seed=" + seed);
        return new SplittableRandom(seed);
    }

    /** What a kill would leave: the files as they are at this moment. */
    static Path image(Path directory, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(directory.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else if (!file.endsWith(DirectoryLock.FILE_NAME)) Files.copy(file, target);
            }
        }
        return to;
    }

    @Override
    public void close() {
        NativeMemory.free(buffer, MAX_LENGTH, MemoryTag.TEST);
    }
}
