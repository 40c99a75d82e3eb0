package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class RollMappingTest {
    private static final long ROLL = 1 << 20;
    private static final int LENGTH = 96;

    @TempDir
    Path directory;

    private static long append(ChronicleAppender appender, long number) {
        long to = appender.begin(LENGTH);
        for (int i = 0; i < LENGTH; i += 8) RawMemory.putLong(to + i, number * 31 + i);
        long offset = appender.offset();
        appender.commit();
        return offset;
    }

    /** Appends behind {@code number} until a record begins at {@code offset} or behind; says which one that is. */
    private static long appendUpTo(ChronicleAppender appender, long number, long offset) {
        long last = number;
        do {
            last++;
        } while (append(appender, last) < offset);
        return last;
    }

    private Path roll() {
        return directory.resolve("0000000001.cq4");
    }

    private byte[] firstPage() throws IOException {
        try (var in = Files.newInputStream(roll())) {
            return in.readNBytes(OS.pageSize());
        }
    }

    /** The first page changes as long as records are written to it, and then no more: no force writes it again. */
    @Test
    void shouldLeaveTheFirstPageOfTheFileAlone() throws IOException {
        try (ChronicleAppender appender = new ChronicleAppender(directory, ROLL, true)) {
            appender.startRoll(1);
            long number = appendUpTo(appender, 0, OS.pageSize());
            byte[] before = firstPage();
            appendUpTo(appender, number, ROLL / 4);
            assertThat(firstPage()).isEqualTo(before);
        }
    }

    @Test
    void shouldBeReadByChronicle() {
        long number;
        try (ChronicleAppender appender = new ChronicleAppender(directory, ROLL, true)) {
            appender.startRoll(1);
            number = appendUpTo(appender, 0, ROLL / 4);
            readAll(number); // while it is written
        }
        readAll(number);
    }

    private void readAll(long expected) {
        long found = 0;
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
                    found++;
                    assertThat(document.wire().bytes().readLong()).isEqualTo(found * 31);
                }
            }
            assertThat(found).isEqualTo(expected);
            assertThat(queue.lastIndex() & 0xffff_ffffL).as("of the last one").isEqualTo(expected - 1);
        }
    }
}
