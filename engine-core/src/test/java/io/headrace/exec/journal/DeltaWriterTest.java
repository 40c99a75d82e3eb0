package io.headrace.exec.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class DeltaWriterTest {
    private static final int PART = 200;

    private Sink sink;
    private DeltaWriter writer;
    private long bytes;

    /** Two buffers; what is handed over stays out until the test gives it back. */
    private static final class Sink implements PartSink, AutoCloseable {
        final List<PartBuffer> all = List.of(new PartBuffer(PART), new PartBuffer(PART));
        final ArrayDeque<PartBuffer> free = new ArrayDeque<>(all);
        final ArrayDeque<PartBuffer> handed = new ArrayDeque<>();

        @Override
        public @Nullable PartBuffer take() {
            return free.poll();
        }

        @Override
        public void delta(PartBuffer part) {
            handed.add(part);
        }

        @Override
        public void giveBack(PartBuffer unused) {
            free.push(unused);
        }

        void recycle() {
            for (PartBuffer part = handed.poll(); part != null; part = handed.poll()) free.add(part);
        }

        @Override
        public void close() {
            all.forEach(PartBuffer::close);
        }
    }

    @BeforeEach
    void allocate() {
        sink = new Sink();
        writer = new DeltaWriter(sink, PART);
        bytes = NativeMemory.allocateZeroed(PART, MemoryTag.TEST);
        for (int i = 0; i < PART; i++) RawMemory.putByte(bytes + i, (byte) i);
    }

    @AfterEach
    void free() {
        NativeMemory.free(bytes, PART, MemoryTag.TEST);
        sink.close();
    }

    @Test
    void shouldSayThatThereIsNoRoomAndGoOnAfterwards() {
        writer.begin(3, 44);
        List<Integer> lengths = new ArrayList<>();
        List<Integer> checksums = new ArrayList<>();
        Crc32c crc = new Crc32c();
        for (int i = 0; i < 20; i++) {
            while (!writer.append(1, i, 2, 3, bytes, 60)) {
                assertThat(sink.handed).as("both are on their way").hasSize(2);
                for (PartBuffer part : sink.handed) checksums.add(crc.of(part.address(), part.used()));
                lengths.addAll(read(sink.handed));
                sink.recycle();
            }
        }
        writer.end();
        for (PartBuffer part : sink.handed) checksums.add(crc.of(part.address(), part.used()));
        lengths.addAll(read(sink.handed));
        assertThat(lengths).hasSize(20).containsOnly(60);
        assertThat(writer.parts()).isEqualTo(10).isEqualTo(checksums.size());
        PartsChecksum sum = new PartsChecksum();
        sum.begin();
        checksums.forEach(sum::add);
        assertThat(writer.checksum()).isEqualTo(sum.value());
    }

    private List<Integer> read(Iterable<PartBuffer> parts) {
        List<Integer> lengths = new ArrayList<>();
        for (PartBuffer part : parts) {
            DeltaRecord record = new DeltaRecord().wrap(part.address(), part.used());
            assertThat(new long[] {record.incarnation(), record.sequence()}).containsExactly(3, 44);
            while (record.next()) {
                assertThat(new int[] {record.operator(), record.kind(), record.flags()})
                        .containsExactly(1, 2, 3);
                assertThat(RawMemory.equal(record.bytesAddress(), bytes, record.length()))
                        .isTrue();
                lengths.add(record.length());
            }
        }
        return lengths;
    }

    @Test
    void shouldEncodeInPlace() {
        writer.begin(3, 44);
        long to = writer.claim(1, 5, 2, 3, 100);
        RawMemory.copy(bytes, to, 17);
        writer.commit(17);
        writer.claim(1, 5, 2, 3, 100);
        writer.abort();
        assertThatIllegalStateException().isThrownBy(() -> writer.commit(1)).withMessageContaining("3-44");
        writer.end();
        assertThat(read(sink.handed)).containsExactly(17);
        assertThat(writer.parts()).isEqualTo(1);
    }

    @Test
    void shouldWriteNothingForABatchWithoutChanges() {
        writer.begin(3, 44);
        writer.claim(1, 5, 2, 3, 10);
        writer.abort();
        writer.end();
        assertThat(writer.parts()).isZero();
        assertThat(writer.checksum()).isZero();
        assertThat(sink.handed).isEmpty();
        assertThat(sink.free).hasSize(2);
    }

    @Test
    void shouldNameAnEntryThatNoPartHolds() {
        writer.begin(3, 44);
        assertThat(writer.maxEntry()).isEqualTo(PART - 44);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.append(12, 5, 2, 3, bytes, PART - 43))
                .withMessageContaining("operator 12")
                .withMessageContaining("157 bytes");
        assertThat(writer.append(12, 5, 2, 3, bytes, PART - 44)).isTrue();
    }

    @Test
    void shouldDropTheChangesOfAFailedBatch() {
        writer.begin(3, 44);
        writer.append(1, 5, 2, 3, bytes, 100);
        writer.append(1, 5, 2, 3, bytes, 100);
        writer.abandon();
        assertThat(sink.free).hasSize(1);
        sink.recycle();
        writer.begin(3, 44);
        writer.append(1, 6, 2, 3, bytes, 10);
        writer.end();
        assertThat(read(sink.handed)).containsExactly(10);
        assertThat(writer.parts()).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothing() {
        Allocation.assertNone("a batch's changes", 5_000, 2_000, () -> {
            writer.begin(1, 2);
            for (int i = 0; i < 4; i++) if (!writer.append(1, 5, 2, 3, bytes, 70)) throw new AssertionError("no room");
            writer.end();
            sink.recycle();
        });
    }
}
