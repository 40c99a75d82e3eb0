package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.exec.journal.RecoveredStream;
import io.headrace.exec.journal.SkipRecord;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of two lives is cut behind each of its records. What a restart finds must be what a model of plain collections says of the
 * same records, and what comes after must have each block in exactly one batch.
 */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class RecoveryPrefixTest {
    private static final int PART = 96;
    private static final long REMEMBER = 3 * Rig.INTERVAL;

    @TempDir
    Path temporary;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Logged(RecordType type, byte[] payload) {}

    private static Rig rig() {
        Rig rig = new Rig(64)
                .stream().stream(StorageLevel.MEMORY_AND_DISK_SER, REMEMBER).explicit(RecoveryPrefixTest::lists, 0);
        rig.rollBytes = 512 << 10;
        return rig;
    }

    private static @Nullable List<List<Long>> lists(long time) {
        long tick = (time - Rig.ZERO) / Rig.INTERVAL;
        return tick % 3 == 0 ? null : List.of(List.of(tick), List.of(tick, tick));
    }

    @Test
    void shouldAgreeWithTheModelBehindEachRecord() throws IOException {
        RandomGenerator random = Seed.random("prefixes");
        Path first = temporary.resolve("first");
        Path second = temporary.resolve("second");
        try (Rig rig = rig()) {
            rig.start(rig.open(first, Durability.PROCESS).parts(4, PART).catchUpTicks(3));
            live(rig, random, 1, 6);
            Rig.image(first, second);
        }
        List<Logged> records;
        try (Rig rig = rig()) {
            rig.start(rig.open(second, Durability.PROCESS).parts(4, PART).catchUpTicks(3));
            live(rig, random, 12, 16);
            records = records(rig.log());
        }
        assertThat(records).hasSizeBetween(40, 400);
        System.out.println("prefixes: " + records.size() + " records");
        for (int length = 0; length <= records.size(); length++) check(records.subList(0, length), length);
    }

    /** A few ticks: blocks, batches, changes in parts, a batch that fails and runs again, some that are left open. */
    private static void live(Rig rig, RandomGenerator random, int from, int to) {
        DeltaWriter writer = new DeltaWriter(rig.intake().port(), PART);
        long bytes = NativeMemory.allocateZeroed(64, MemoryTag.TEST);
        List<Batch> open = new ArrayList<>();
        for (int tick = from; tick <= to; tick++) {
            rig.types.idOf("type." + tick);
            for (int i = random.nextInt(3); i > 0; i--) rig.feed(0).publish(random.nextLong(1000), 16);
            for (int i = random.nextInt(3); i > 0; i--) rig.feed(1).publish(random.nextLong(1000), 16);
            rig.tick(tick);
            for (Batch batch = rig.intake().port().poll();
                    batch != null;
                    batch = rig.intake().port().poll()) open.add(batch);
            while (open.size() > 2) run(rig, random, writer, bytes, open.remove(0));
        }
        NativeMemory.free(bytes, 64, MemoryTag.TEST);
    }

    private static void run(Rig rig, RandomGenerator random, DeltaWriter writer, long bytes, Batch batch) {
        if (random.nextInt(3) == 0) {
            changes(rig, random, writer, bytes, batch);
            if (random.nextBoolean()) writer.end(); // all its parts are in the log, and it fails all the same
            else writer.abandon();
            rig.step();
            PartBuffer list = Objects.requireNonNull(rig.intake().port().take());
            SkipRecord.begin(list, batch.incarnation(), batch.sequence());
            SkipRecord.add(list, 0, random.nextLong(10), random.nextInt(10));
            rig.intake().port().skip(list);
            rig.step();
        }
        changes(rig, random, writer, bytes, batch);
        writer.end();
        rig.intake().port().commit(batch, writer.parts(), writer.checksum());
        rig.step();
    }

    private static void changes(Rig rig, RandomGenerator random, DeltaWriter writer, long bytes, Batch batch) {
        writer.begin(batch);
        for (int i = random.nextInt(6); i > 0; i--) {
            RawMemory.putLong(bytes, random.nextLong());
            int operator = random.nextInt(4);
            int length = random.nextInt(48);
            while (!writer.append(operator, i, 1, 2, bytes, length)) rig.step();
        }
    }

    private static List<Logged> records(Log log) throws IOException {
        List<Logged> records = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            while (reader.next()) {
                if (reader.type() == RecordType.CONFIG || (reader.flags() & 1) != 0) continue;
                byte[] payload = new byte[reader.payloadLength()];
                RawMemory.copyToArray(reader.payloadAddress(), payload, 0, payload.length);
                records.add(new Logged(reader.type(), payload));
            }
        }
        return records;
    }

    /** A log of these records, in a directory that was opened twice before. */
    private Path rebuild(Rig rig, List<Logged> records, int number) throws IOException {
        Path directory = temporary.resolve("prefix-" + number);
        LogOptions options = LogOptions.of(directory).rollBytes(rig.rollBytes).settings(rig.settings.encode());
        Log.open(options).close();
        long buffer = NativeMemory.allocate(1 << 16, MemoryTag.TEST);
        try (Log log = Log.open(options)) {
            for (Logged record : records) {
                RawMemory.copyFromArray(record.payload, 0, buffer, record.payload.length);
                assertThat(log.append(record.type, buffer, record.payload.length))
                        .isPositive();
            }
        } finally {
            NativeMemory.free(buffer, 1 << 16, MemoryTag.TEST);
        }
        return directory;
    }

    private void check(List<Logged> records, int number) throws IOException {
        JournalModel model = new JournalModel();
        for (Logged record : records) model.record(record.type, record.payload);
        try (Rig rig = rig()) {
            List<String> shown = new ArrayList<>();
            rig.visitor = visitor(shown);
            Path directory = rebuild(rig, records, number);
            rig.start(rig.open(directory, Durability.PROCESS).maxBatches(64));
            assertThat(shown).as("changes behind %d records", number).isEqualTo(model.shown());
            assertThat(rig.recovered.lastTick()).isEqualTo(model.lastTick);
            assertThat(rig.recovered.rerun())
                    .extracting(RecoveredBatch::toString)
                    .isEqualTo(model.open().stream()
                            .map(JournalModel.Allocated::toString)
                            .toList());
            assertThat(rig.recovered.remembered())
                    .extracting(RecoveredBatch::toString)
                    .isEqualTo(model.remembered(REMEMBER).stream()
                            .map(JournalModel.Allocated::toString)
                            .toList());
            for (int i = 0; i < rig.recovered.rerun().size(); i++)
                assertThat(rig.recovered.rerun().get(i).skipped().stream().map(SkipRecord.Skipped::toString))
                        .containsExactlyElementsOf(model.open().get(i).skipped);
            for (int stream = 0; stream < 2; stream++) checkStream(rig, model, stream);
            goOn(rig, model);
        }
    }

    private static DeltaVisitor visitor(List<String> shown) {
        return new DeltaVisitor() {
            @Override
            public void begin(RecoveredBatch batch) {
                shown.add("begin " + batch);
            }

            @Override
            public void delta(int operator, int group, int kind, int flags, long address, int length) {
                byte[] bytes = new byte[length];
                if (length > 0) RawMemory.copyToArray(address, bytes, 0, length);
                shown.add(JournalModel.change(operator, group, kind, flags, bytes));
            }
        };
    }

    private static void checkStream(Rig rig, JournalModel model, int stream) {
        RecoveredStream recovered = rig.recovered.stream(stream);
        assertThat(recovered.nextBlock()).isEqualTo(model.blocks(stream).size());
        assertThat(recovered.sourcePosition()).isEqualTo(model.sourcePosition(stream));
        assertThat(rig.feed(stream).next).isEqualTo(recovered.nextBlock());
    }

    /** Runs everything that is due and one batch more: all blocks that no committed batch had are in exactly one of them. */
    private static void goOn(Rig rig, JournalModel model) {
        rig.feed(0).publish(424242, 16);
        rig.tick(model.lastTick + 1);
        List<List<Long>> seen = List.of(new ArrayList<>(), new ArrayList<>());
        long lastTick = 0;
        for (JournalModel.Allocated allocated : model.open()) {
            Batch batch = rig.poll();
            assertThat(batch.toString()).isEqualTo(allocated.toString());
            assertThat(batch.isRerun()).isTrue();
            List<List<Long>> lists = Objects.requireNonNullElse(lists(batch.timeMillis()), List.of());
            assertThat(rig.numbers(batch, 2))
                    .isEqualTo(lists.stream().flatMap(List::stream).toList());
            for (int stream = 0; stream < 2; stream++) seen.get(stream).addAll(rig.numbers(batch, stream));
            rig.commit(batch);
            lastTick = batch.tick();
        }
        Batch fresh = rig.poll();
        assertThat(fresh.tick()).isEqualTo(model.lastTick + 1).isGreaterThan(lastTick);
        assertThat(fresh.incarnation()).isEqualTo(3);
        for (int stream = 0; stream < 2; stream++) seen.get(stream).addAll(rig.numbers(fresh, stream));
        rig.commit(fresh);
        for (int stream = 0; stream < 2; stream++) {
            List<Long> due = new ArrayList<>(model.uncommitted(stream));
            if (stream == 0) due.add(424242L);
            assertThat(seen.get(stream)).as("stream %d", stream).isEqualTo(due);
        }
        assertThat(rig.store.contains(BlockId.of(0, rig.feed(0).next - 1))).isFalse();
    }
}
