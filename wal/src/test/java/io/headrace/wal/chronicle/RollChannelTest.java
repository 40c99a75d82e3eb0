package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are written into the file are the document's bytes, for whoever reads the mapping, the file, or Chronicle's queue. */
@ExtendWith(LeakCheck.class)
class RollChannelTest {
    private static final long ROLL = 1 << 20;
    private static final int HEAD = 40;
    private static final int LONG = 100_003;
    private static final int SHORT = 96;

    @TempDir
    Path directory;

    private long source;

    @BeforeEach
    void allocate() {
        source = NativeMemory.allocate(LONG, MemoryTag.TEST);
        for (int i = 0; i < LONG; i++) RawMemory.putByte(source + i, byteAt(i));
    }

    @AfterEach
    void free() {
        NativeMemory.free(source, LONG, MemoryTag.TEST);
    }

    private static byte byteAt(int i) {
        return (byte) (i * 31 + (i >>> 8));
    }

    /** A head through the mapping, and bytes behind it; where the document begins in the file. */
    private long put(ChronicleAppender appender, int length) throws IOException {
        long to = appender.begin(HEAD + length);
        for (int i = 0; i < HEAD; i++) RawMemory.putByte(to + i, (byte) 7);
        appender.put(to + HEAD, source, length);
        for (int i = 0; i < length; i++)
            assertThat(RawMemory.getByte(to + HEAD + i)).as("mapped byte %d", i).isEqualTo(byteAt(i));
        return appender.offset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeReadByEverybody(boolean syncedOften) throws IOException {
        int[] lengths = {SHORT, LONG, SHORT, LONG, (16 << 10) - 1, 16 << 10, SHORT};
        try (ChronicleAppender appender = new ChronicleAppender(directory, ROLL, syncedOften)) {
            appender.startRoll(1);
            for (int length : lengths) {
                long offset = put(appender, length);
                appender.commit();
                assertInFile("0000000001.cq4", offset, length);
            }
            readByChronicle(lengths);
        }
        readByChronicle(lengths);
    }

    @Test
    void shouldGoOnInTheFileOfTheNextRoll() throws IOException {
        try (ChronicleAppender appender = new ChronicleAppender(directory, ROLL, false)) {
            for (int roll = 1; roll <= 3; roll++) {
                appender.startRoll(roll);
                long offset = put(appender, LONG);
                appender.commit();
                assertInFile("000000000" + roll + ".cq4", offset, LONG);
            }
        }
        readByChronicle(LONG, LONG, LONG);
    }

    @Test
    void shouldTakeBackWhatWasWritten() throws IOException {
        try (ChronicleAppender appender = new ChronicleAppender(directory, ROLL, false)) {
            appender.startRoll(1);
            put(appender, LONG);
            appender.rollback();
            put(appender, SHORT);
            appender.commit();
        }
        readByChronicle(SHORT);
    }

    private void assertInFile(String roll, long offset, int length) throws IOException {
        byte[] found = new byte[length];
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(roll).toFile(), "r")) {
            file.seek(offset + Integer.BYTES + HEAD);
            file.readFully(found);
        }
        for (int i = 0; i < length; i++)
            assertThat(found[i]).as("byte %d of the file", i).isEqualTo(byteAt(i));
    }

    private void readByChronicle(int... lengths) {
        int found = 0;
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(OrdinalRollCycle.INSTANCE)
                        .epoch(OrdinalRollCycle.EPOCH_MILLIS)
                        .blockSize(ROLL)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) break;
                    int length = lengths[found++];
                    var bytes = document.wire().bytes();
                    assertThat(bytes.readRemaining()).isBetween((long) HEAD + length, HEAD + length + 3L);
                    bytes.readSkip(HEAD);
                    for (int i = 0; i < length; i++)
                        assertThat(bytes.readByte()).as("byte %d", i).isEqualTo(byteAt(i));
                }
            }
        }
        assertThat(found).isEqualTo(lengths.length);
    }
}
