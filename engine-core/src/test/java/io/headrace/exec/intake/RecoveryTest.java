package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.journal.CommitRecord;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.exec.journal.SkipRecord;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import io.headrace.wal.Durability;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, and the next one. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class RecoveryTest {
    @TempDir
    Path temporary;

    private Path directory;
    private Rig rig;
    private long bytes;

    @BeforeEach
    void open() {
        directory = temporary.resolve("context");
        rig = new Rig(64).stream();
        bytes = NativeMemory.allocateZeroed(64, MemoryTag.TEST);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        NativeMemory.free(bytes, 64, MemoryTag.TEST);
    }

    private Path kill() {
        return Rig.image(directory, temporary.resolve("image"));
    }

    private DeltaWriter writer() {
        return new DeltaWriter(rig.intake().port(), Rig.BLOCK);
    }

    private void change(DeltaWriter writer, int operator, long value) {
        RawMemory.putLong(bytes, value);
        assertThat(writer.append(operator, 3, 1, 0, bytes, 8)).isTrue();
    }

    /** Notes what it is shown. */
    private static final class Notes implements DeltaVisitor {
        final List<String> notes = new ArrayList<>();

        @Override
        public void begin(RecoveredBatch batch) {
            notes.add("begin " + batch.id());
        }

        @Override
        public void delta(int operator, int group, int kind, int flags, long address, int length) {
            notes.add(operator + "=" + RawMemory.getLong(address));
        }

        @Override
        public void end(RecoveredBatch batch) {
            notes.add("end " + batch.id());
        }
    }

    @Test
    void shouldGoOnWhereTheKilledProcessStood() throws IOException {
        rig.start(directory, Durability.PROCESS);
        for (int tick = 1; tick <= 4; tick++) {
            rig.feed(0).publish(tick);
            rig.tick(tick);
        }
        rig.commit(rig.poll());
        rig.commit(rig.poll());
        rig.feed(0).publish(5);
        rig.feed(0).publish(6);
        rig.step(); // logged, and in no batch
        try (Rig next = new Rig(64).stream()) {
            next.start(next.open(kill(), Durability.PROCESS).maxBatches(1));
            assertThat(next.recovered.stream(0).sourcePosition()).startsWith(6, 0);
            assertThat(next.recovered.lastTick()).isEqualTo(4);
            assertThat(next.feed(0).next).isEqualTo(6);
            next.feed(0).publish(7);
            next.tick(5);
            Batch third = next.poll();
            assertThat(third.id()).isEqualTo(new BatchId(1, 3));
            assertThat(third.isRerun()).isTrue();
            assertThat(third.tick()).isEqualTo(3);
            assertThat(next.numbers(third, 0)).containsExactly(3L);
            assertThat(next.intake().port().poll()).as("one at a time").isNull();
            next.commit(third);
            Batch fourth = next.poll();
            assertThat(next.numbers(fourth, 0)).containsExactly(4L);
            next.commit(fourth);
            Batch fresh = next.poll();
            assertThat(fresh.id()).isEqualTo(new BatchId(2, 5));
            assertThat(fresh.isRerun()).isFalse();
            assertThat(next.numbers(fresh, 0)).containsExactly(5L, 6L, 7L);
            next.commit(fresh);
            assertThat(next.store.size()).isZero();
        }
    }

    @Test
    void shouldNumberEachStartAndStillHaveNothingToDoTwice() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.feed(0).publish(1);
        rig.tick(1);
        rig.commit(rig.poll());
        Path image = kill();
        for (int start = 2; start <= 4; start++) {
            try (Rig next = new Rig(64).stream()) {
                next.start(image, Durability.PROCESS);
                assertThat(next.recovered.rerun()).isEmpty();
                next.tick(start);
                Batch batch = next.poll();
                assertThat(batch.id()).isEqualTo(new BatchId(start, start));
                assertThat(batch.blocks(0)).isZero();
                next.commit(batch);
            }
        }
    }

    @Test
    void shouldShowTheStateChangesOfCommittedBatchesOnly() throws IOException {
        rig.start(directory, Durability.PROCESS);
        DeltaWriter writer = new DeltaWriter(rig.intake().port(), Rig.BLOCK);
        rig.tick(3);
        Batch first = rig.poll();
        writer.begin(first);
        change(writer, 1, 10);
        change(writer, 2, 20);
        writer.end();
        rig.intake().port().commit(first, writer.parts(), writer.checksum());
        Batch second = rig.poll();
        rig.commit(second);
        Batch third = rig.poll();
        writer.begin(third);
        change(writer, 1, 30);
        writer.end(); // and killed before the commit
        rig.step();
        Path image = kill();
        Notes notes = new Notes();
        try (Rig next = new Rig(64).stream()) {
            next.visitor = notes;
            next.start(image, Durability.PROCESS);
            assertThat(notes.notes).containsExactly("begin 1-1", "1=10", "2=20", "end 1-1", "begin 1-2", "end 1-2");
            assertThat(next.recovered.rerun()).hasSize(1);
            next.step();
            Batch again = next.poll();
            DeltaWriter rewriter = new DeltaWriter(next.intake().port(), Rig.BLOCK);
            rewriter.begin(again);
            change(rewriter, 1, 31);
            rewriter.end();
            next.intake().port().commit(again, rewriter.parts(), rewriter.checksum());
            next.step();
        }
        notes.notes.clear();
        try (Rig next = new Rig(64).stream()) {
            next.visitor = notes;
            next.start(image, Durability.PROCESS);
            assertThat(notes.notes).endsWith("begin 1-3", "1=31", "end 1-3").doesNotContain("1=30");
        }
    }

    @Test
    void shouldRecoverRecordsThatWereSetAside() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.feed(0).publish(1);
        rig.tick(1);
        Batch batch = rig.poll();
        for (int i = 0; i < 2; i++) {
            PartBuffer list = Objects.requireNonNull(rig.intake().port().take());
            SkipRecord.begin(list, batch.incarnation(), batch.sequence());
            assertThat(SkipRecord.add(list, 0, 0, i)).isTrue();
            rig.intake().port().skip(list);
        }
        rig.step();
        try (Rig next = new Rig(64).stream()) {
            next.start(kill(), Durability.PROCESS);
            assertThat(next.recovered.rerun().get(0).skipped())
                    .containsExactly(new SkipRecord.Skipped(0, 0, 0), new SkipRecord.Skipped(0, 0, 1));
        }
    }

    @Test
    void shouldNameThePlaceOfACommitThatDoesNotFit() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(1);
        Batch batch = rig.poll();
        DeltaWriter writer = writer();
        writer.begin(batch);
        change(writer, 1, 10);
        writer.end();
        rig.step();
        CommitRecord.write(bytes, 1, 1, 1, writer.checksum() + 1);
        assertThat(rig.log().append(RecordType.COMMIT, bytes, CommitRecord.LENGTH))
                .isPositive();
        try (Rig next = new Rig(64).stream()) {
            assertThatThrownBy(() -> next.start(kill(), Durability.PROCESS))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("roll 1 offset")
                    .hasMessageContaining("batch 1-1");
        }
    }

    @Test
    void shouldRefuseSettingsThatContradictTheLog() throws IOException {
        rig.start(directory, Durability.PROCESS);
        try (Rig next = new Rig(64).stream()) {
            next.settings = new ContextSettings(20, Rig.ZERO, 256, 1, 4);
            assertThatIllegalStateException()
                    .isThrownBy(() -> next.open(kill(), Durability.PROCESS))
                    .withMessageContaining("10 ms")
                    .withMessageContaining("20 ms");
            next.settings = new ContextSettings(Rig.INTERVAL, Rig.ZERO + 999, 256, 1, 8);
            next.open(temporary.resolve("image"), Durability.PROCESS);
            assertThat(next.settings)
                    .as("zero time and partitions are the log's")
                    .isEqualTo(rig.settings);
        }
    }

    @Test
    void shouldHaveARecoveredBatchOnTheDiskBeforeItsOutputsAtBatch() throws IOException {
        rig.start(directory, Durability.BATCH);
        rig.feed(0).publish(1);
        rig.tick(1);
        try (Rig next = new Rig(64).stream()) {
            next.start(kill(), Durability.BATCH);
            next.step();
            Batch batch = next.poll();
            assertThat(batch.isRerun()).isTrue();
            assertThat(next.intake().port().isSafe(batch))
                    .as("the log forces what was before when it is opened")
                    .isTrue();
        }
    }

    @Test
    void shouldRememberBlocksOverARestart() throws IOException {
        rig.stream(StorageLevel.MEMORY_AND_DISK_SER, 2 * Rig.INTERVAL).start(directory, Durability.PROCESS);
        for (int tick = 1; tick <= 4; tick++) {
            rig.feed(0).publish(tick);
            rig.feed(1).publish(tick);
            rig.tick(tick);
            rig.commit(rig.poll());
        }
        try (Rig next = new Rig(64).stream().stream(StorageLevel.MEMORY_AND_DISK_SER, 2 * Rig.INTERVAL)) {
            next.start(kill(), Durability.PROCESS);
            assertThat(next.recovered.remembered())
                    .extracting(RecoveredBatch::tick)
                    .containsExactly(3L, 4L);
            assertThat(next.read(1, 2)).containsExactly(3L);
            assertThat(next.read(1, 3)).containsExactly(4L);
            assertThat(next.store.size()).isEqualTo(2);
            next.tick(5);
            next.commit(next.poll());
            assertThat(next.store.contains(BlockId.of(1, 2))).isFalse();
            assertThat(next.store.contains(BlockId.of(1, 3))).isTrue();
        }
    }

    private static @Nullable List<List<Long>> lists(long time) {
        long tick = (time - Rig.ZERO) / Rig.INTERVAL;
        return tick == 2 ? null : List.of(List.of(tick, tick + 100), List.of(), List.of(tick + 200));
    }

    @Test
    void shouldRunExplicitBatchesAgain() throws IOException {
        rig.explicit(RecoveryTest::lists, 0).start(directory, Durability.PROCESS);
        rig.feed(0).publish(77);
        rig.tick(3);
        Batch first = rig.poll();
        assertThat(first.explicit(1)).isNull();
        assertThat(first.blocks(1)).as("one for each partition").isEqualTo(3);
        assertThat(rig.numbers(first, 1)).containsExactly(1L, 101L, 201L);
        assertThat(rig.poll().hasDataset(1)).isFalse();
        rig.types.idOf("some.Type");
        rig.tick(4);
        try (Rig next = new Rig(64).stream().explicit(RecoveryTest::lists, 0)) {
            next.start(kill(), Durability.PROCESS);
            next.tick(4);
            Batch again = next.poll();
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(next.numbers(again, 0)).containsExactly(77L);
            assertThat(next.numbers(again, 1)).containsExactly(1L, 101L, 201L);
            assertThat(next.poll().hasDataset(1)).isFalse();
            assertThat(next.numbers(next.poll(), 1)).containsExactly(3L, 103L, 203L);
            assertThat(next.types.idOf("some.Type")).isZero();
        }
        assertThat(order(RecordType.TYPE)).isLessThan(order(RecordType.ALLOC));
    }

    /** How many records of the log stand before the last one of a type. */
    private int order(RecordType type) throws IOException {
        int last = 0;
        int at = 0;
        try (LogReader reader = rig.log().reader()) {
            for (; reader.next(); at++) if (reader.type() == type) last = at;
        }
        return last;
    }

    @Test
    void shouldForgetExplicitBlocksOfABatchThatWasNeverAllocated() throws IOException {
        rig.rollBytes = 512 << 10;
        rig.explicit(time -> many(), 0).start(directory, Durability.PROCESS);
        rig.disk.full = true; // before the whole batch is written
        rig.tick(1);
        assertThat(rig.intake().port().poll()).isNull();
        assertThat(rig.counters.logFull().get()).isPositive();
        try (Rig next = new Rig(64).stream().explicit(time -> List.of(List.of(5L)), 0)) {
            next.rollBytes = 512 << 10;
            next.start(kill(), Durability.PROCESS);
            assertThat(next.recovered.stream(1).nextBlock()).isPositive();
            next.tick(1);
            Batch batch = next.poll();
            assertThat(next.numbers(batch, 1)).hasSize(1).containsExactly(5L);
            assertThat(next.store.size()).isEqualTo(1);
            next.commit(batch);
            assertThat(next.store.size()).isZero();
        }
        rig.disk.full = false;
        rig.step();
        assertThat(rig.numbers(rig.poll(), 1)).hasSize(60_000).endsWith(59_998L, 59_999L);
    }

    private static List<List<Long>> many() {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < 60_000; i++) numbers.add(i);
        return List.of(numbers);
    }

    @Test
    void shouldGiveExplicitListsAlongWithoutALog() throws IOException {
        rig.explicit(RecoveryTest::lists, 0).start(rig.setup());
        rig.tick(2);
        Batch first = rig.poll();
        assertThat(first.explicit(1)).isEqualTo(lists(Rig.ZERO + Rig.INTERVAL));
        rig.commit(first);
        Batch second = rig.poll();
        assertThat(second.hasDataset(1)).isFalse();
    }

    @Test
    void shouldNameAnExplicitInputThatThrows() throws IOException {
        rig.explicit(
                        time -> {
                            throw new IOException("no such list");
                        },
                        0)
                .start(rig.setup());
        assertThatIllegalStateException()
                .isThrownBy(() -> rig.tick(1))
                .withMessageContaining("\"lists\"")
                .withMessageContaining("no such list");
    }

    @Test
    void shouldRefuseAProgramWithFewerInputsThanItsBatchesHave() throws IOException {
        rig.stream().start(directory, Durability.PROCESS);
        rig.tick(1);
        try (Rig next = new Rig(64).stream()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> next.start(kill(), Durability.PROCESS))
                    .withMessageContaining("2 inputs");
        }
    }
}
