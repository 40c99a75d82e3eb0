package io.headrace.exec.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written is read; what was not written is refused, and nothing outside the given bytes is touched. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class RecordsTest {
    private static final int CAPACITY = 4096;

    private long buffer;

    @BeforeEach
    void allocate() {
        buffer = NativeMemory.allocateZeroed(CAPACITY, MemoryTag.TEST);
    }

    @AfterEach
    void free() {
        NativeMemory.free(buffer, CAPACITY, MemoryTag.TEST);
    }

    private int alloc() {
        AllocRecord record = new AllocRecord();
        record.begin(buffer, 3, 2, 17, 40, 1_700_000_000_040L);
        RawMemory.putLong(buffer + 3000, 0x1122334455667788L);
        record.stream(5, 9, 0, buffer + 3000, 8);
        record.stream(4, 4, AllocRecord.EXPLICIT | AllocRecord.NO_DATASET, 0, 0);
        record.stream(0, 2, AllocRecord.EXPLICIT, 0, 0);
        return record.end();
    }

    @Test
    void shouldReadAnAllocation() {
        int length = alloc();
        assertThat(length).isLessThanOrEqualTo(AllocRecord.maxLength(3));
        AllocRecord record = new AllocRecord().wrap(buffer, length);
        assertThat(record.streams()).isEqualTo(3);
        assertThat(record.incarnation()).isEqualTo(2);
        assertThat(record.sequence()).isEqualTo(17);
        assertThat(record.tick()).isEqualTo(40);
        assertThat(record.timeMillis()).isEqualTo(1_700_000_000_040L);
        record.next();
        assertThat(new long[] {record.first(), record.endBlock(), record.flags()})
                .containsExactly(5, 9, 0);
        assertThat(record.positionLength()).isEqualTo(8);
        assertThat(RawMemory.getLong(record.positionAddress())).isEqualTo(0x1122334455667788L);
        record.next();
        assertThat(new long[] {record.first(), record.endBlock(), record.flags()})
                .containsExactly(4, 4, 3);
        record.next();
        assertThat(new long[] {record.first(), record.endBlock(), record.flags()})
                .containsExactly(0, 2, 1);
        assertThat(record.positionLength()).isZero();
    }

    @Test
    void shouldReadTheOthers() {
        EmptyRecord.write(buffer, 7, 12);
        EmptyRecord empty = new EmptyRecord().wrap(buffer, EmptyRecord.LENGTH);
        assertThat(new long[] {empty.firstTick(), empty.lastTick()}).containsExactly(7, 12);

        CommitRecord.write(buffer, 3, 99, 4, 0xcafebabe);
        CommitRecord commit = new CommitRecord().wrap(buffer, CommitRecord.LENGTH);
        assertThat(new long[] {commit.incarnation(), commit.sequence(), commit.parts(), commit.checksum()})
                .containsExactly(3, 99, 4, 0xcafebabe);

        try (PartBuffer part = new PartBuffer(64)) {
            SkipRecord.begin(part, 3, 99);
            assertThat(SkipRecord.add(part, 1, 500, 2)).isTrue();
            assertThat(SkipRecord.add(part, 0, 501, 7)).isTrue();
            assertThat(SkipRecord.add(part, 0, 502, 0))
                    .as("there is room for two")
                    .isFalse();
            SkipRecord skip = new SkipRecord().wrap(part.address(), part.used());
            assertThat(new long[] {skip.incarnation(), skip.sequence(), skip.count()})
                    .containsExactly(3, 99, 2);
            assertThat(new long[] {skip.stream(1), skip.block(1), skip.record(1)})
                    .containsExactly(0, 501, 7);
        }
    }

    private int skip() {
        try (PartBuffer part = new PartBuffer(128)) {
            SkipRecord.begin(part, 3, 99);
            for (int i = 0; i < 3; i++) SkipRecord.add(part, i, i, i);
            RawMemory.copy(part.address(), buffer, part.used());
            return part.used();
        }
    }

    private int delta() {
        int[] length = new int[1];
        try (OneBuffer sink = new OneBuffer(256)) {
            DeltaWriter writer = new DeltaWriter(sink, 256);
            writer.begin(1, 2);
            for (int i = 0; i < 4; i++)
                assertThat(writer.append(i, i * 10, i, 0, buffer + 1000, i * 5)).isTrue();
            writer.end();
            length[0] = sink.buffer.used();
            RawMemory.copy(sink.buffer.address(), buffer, length[0]);
        }
        return length[0];
    }

    /** A sink of a single buffer, that keeps what it was handed. */
    private static final class OneBuffer implements PartSink, AutoCloseable {
        final PartBuffer buffer;

        OneBuffer(int bytes) {
            buffer = new PartBuffer(bytes);
        }

        @Override
        public PartBuffer take() {
            return buffer;
        }

        @Override
        public void delta(PartBuffer part) {}

        @Override
        public void giveBack(PartBuffer unused) {}

        @Override
        public void close() {
            buffer.close();
        }
    }

    @Test
    void shouldRefuseHostileBytes() {
        RandomGenerator random = Seed.random("hostile records");
        hostile(random, alloc(), length -> {
            AllocRecord record = new AllocRecord().wrap(copy, length);
            for (int i = 0; i < record.streams(); i++) {
                record.next();
                if (record.positionLength() > 0)
                    RawMemory.getByte(record.positionAddress() + record.positionLength() - 1);
            }
        });
        EmptyRecord.write(buffer, 7, 12);
        hostile(random, EmptyRecord.LENGTH, length -> new EmptyRecord().wrap(copy, length));
        CommitRecord.write(buffer, 3, 99, 4, 5);
        hostile(random, CommitRecord.LENGTH, length -> new CommitRecord().wrap(copy, length));
        hostile(random, skip(), length -> {
            SkipRecord record = new SkipRecord().wrap(copy, length);
            for (int i = 0; i < record.count(); i++) record.block(i);
        });
        hostile(random, delta(), length -> {
            DeltaRecord record = new DeltaRecord().wrap(copy, length);
            while (record.next())
                if (record.length() > 0) RawMemory.getByte(record.bytesAddress() + record.length() - 1);
        });
    }

    private long copy;

    /** Every length up to the right one, and many changed bytes, each time in memory of just that length. */
    private void hostile(RandomGenerator random, int right, IntConsumer read) {
        for (int length = 0; length <= right; length++) {
            boolean whole = length == right;
            assertThat(refuses(length, read, -1, (byte) 0))
                    .as("%d bytes", length)
                    .isEqualTo(!whole);
        }
        int refused = 0;
        for (int i = 0; i < 4_000; i++)
            if (refuses(right, read, random.nextInt(right), (byte) random.nextInt())) refused++;
        assertThat(refused).isPositive();
    }

    private boolean refuses(int length, IntConsumer read, int at, byte value) {
        int allocated = Math.max(1, length);
        copy = NativeMemory.allocate(allocated, MemoryTag.TEST);
        try {
            RawMemory.copy(buffer, copy, length);
            if (at >= 0) RawMemory.putByte(copy + at, value);
            read.accept(length);
            return false;
        } catch (CorruptDataException e) {
            assertThat(e).hasMessageContaining("record");
            return true;
        } finally {
            NativeMemory.free(copy, allocated, MemoryTag.TEST);
        }
    }

    @Test
    void shouldNameAVersionThatItDoesNotKnow() {
        int length = alloc();
        RawMemory.putShort(buffer, (short) 2);
        assertThatThrownBy(() -> new AllocRecord().wrap(buffer, length))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("ALLOC")
                .hasMessageContaining("version 2");
    }

    @Test
    void shouldReadDictionaryEntries() {
        for (DictionaryEntry entry : entries())
            assertThat(DictionaryEntry.decode(entry.encode())).isEqualTo(entry);
    }

    private static List<DictionaryEntry> entries() {
        return List.of(
                DictionaryEntry.ofClass(0, "com.example.Tick"),
                DictionaryEntry.operator(3, "counts", "updateStateByKey", List.of("text:1", "long:1")),
                DictionaryEntry.operator(4, "ünnamed", "window", List.of()),
                DictionaryEntry.input(1, "socket localhost:9999", "socketTextStream", "text:1"));
    }

    @Test
    void shouldRefuseHostileDictionaryEntriesAndSettings() {
        RandomGenerator random = Seed.random("hostile entries");
        for (DictionaryEntry entry : entries()) {
            byte[] right = entry.encode();
            for (int length = 0; length < right.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(right, length);
                assertThatThrownBy(() -> DictionaryEntry.decode(cut)).isInstanceOf(CorruptDataException.class);
            }
            for (int i = 0; i < 2_000; i++) {
                byte[] changed = right.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                decodes(() -> DictionaryEntry.decode(changed));
            }
        }
        byte[] settings = new ContextSettings(10, 5, 256, 1, 4).encode();
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = java.util.Arrays.copyOf(settings, random.nextInt(8) == 0 ? random.nextInt(40) : 32);
            if (changed.length > 0) changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            decodes(() -> ContextSettings.decode(changed));
        }
    }

    private static void decodes(Runnable decode) {
        try {
            decode.run();
        } catch (CorruptDataException fine) {
            assertThat(fine).hasMessageContaining("log");
        }
    }

    @Test
    void shouldGoOnWithStoredSettingsAndNameWhatContradicts() {
        ContextSettings stored = ContextSettings.decode(new ContextSettings(10, 777, 256, 1, 4).encode());
        assertThat(stored).isEqualTo(new ContextSettings(10, 777, 256, 1, 4));
        assertThat(stored.goOn(new ContextSettings(10, 999, 256, 1, 8))).isEqualTo(stored);
        assertThatIllegalStateException()
                .isThrownBy(() -> stored.goOn(new ContextSettings(20, 777, 256, 1, 4)))
                .withMessageContaining("batch interval 10 ms")
                .withMessageContaining("20 ms");
        assertThatIllegalStateException()
                .isThrownBy(() -> stored.goOn(new ContextSettings(10, 777, 512, 1, 4)))
                .withMessageContaining("key groups 256")
                .withMessageContaining("512");
        assertThatIllegalStateException()
                .isThrownBy(() -> stored.goOn(new ContextSettings(10, 777, 256, 2, 4)))
                .withMessageContaining("hash of keys 1");
    }
}
