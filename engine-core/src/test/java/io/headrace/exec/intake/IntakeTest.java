package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ticks, batches and what becomes of their blocks. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class IntakeTest {
    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(64).stream();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private List<RecordType> types() throws IOException {
        List<RecordType> types = new ArrayList<>();
        try (LogReader reader = rig.log().reader()) {
            while (reader.next()) if (reader.type() != RecordType.CONFIG) types.add(reader.type());
        }
        return types;
    }

    @Test
    void shouldPutWhatWasReceivedUntilATickIntoItsBatch() throws IOException {
        rig.stream().start(directory, Durability.PROCESS);
        rig.feed(0).publish(11);
        rig.feed(1).publish(21);
        rig.step();
        assertThat(rig.intake().port().poll()).as("no tick has come").isNull();
        rig.feed(0).publish(12); // published before the tick: taken before the cut
        rig.tick(1);
        Batch batch = rig.poll();
        assertThat(rig.numbers(batch, 0)).containsExactly(11L, 12L);
        assertThat(rig.numbers(batch, 1)).containsExactly(21L);
        assertThat(batch.timeMillis()).isEqualTo(Rig.ZERO + Rig.INTERVAL);
        assertThat(batch.tick()).isEqualTo(1);
        assertThat(batch.incarnation()).isEqualTo(1);
        assertThat(batch.isRerun()).isFalse();
        assertThat(batch.journalSequence()).isEqualTo(rig.log().lastSequence());
        assertThat(rig.intake().port().isSafe(batch)).isTrue();
        assertThat(rig.jobWakes).isPositive();
        rig.commit(batch);
        assertThat(rig.store.contains(BlockId.of(0, 0))).isFalse();
        assertThat(rig.store.size()).isZero();
        rig.tick(2);
        Batch empty = rig.poll();
        assertThat(empty.blocks(0) + empty.blocks(1)).isZero();
        assertThat(empty.sequence()).isEqualTo(2);
        assertThat(empty.hasDataset(0)).isTrue();
        assertThat(types())
                .containsExactly(
                        RecordType.BLOCK,
                        RecordType.BLOCK,
                        RecordType.BLOCK,
                        RecordType.ALLOC,
                        RecordType.COMMIT,
                        RecordType.ALLOC);
    }

    @Test
    void shouldEndABatchThoughAReceiverIsAsFastAsTheIntake() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS));
        FakeFeed feed = rig.feed(0);
        feed.refill = () -> feed.publish(feed.next);
        for (int number = 0; number < 3; number++) feed.publish(number);
        int room = rig.store.roomInMemory();
        rig.clock.millis = Rig.ZERO + Rig.INTERVAL;
        rig.intake().doWork();
        Batch batch = rig.poll();
        assertThat(batch.blocks(0))
                .as("what memory has room for, and none that goes to the disk")
                .isEqualTo(room);
        assertThat(rig.store.roomInMemory()).isZero();
        feed.refill = () -> {};
    }

    @Test
    void shouldNotBeWokenForTheCommitOfABatchInWhichThereWasNothing() throws IOException {
        AtomicInteger wakes = new AtomicInteger();
        rig.start(rig.open(directory, Durability.PROCESS)
                .maxBatches(8)
                .wakeIntake(wakes::incrementAndGet)
                .emptyMayWait(() -> true));
        rig.tick(1);
        Batch empty = rig.poll();
        int jobWakes = rig.jobWakes;
        rig.intake().port().commit(empty, 0, 0);
        assertThat(wakes.get()).isZero();
        assertThat(types()).containsExactly(RecordType.ALLOC);
        rig.feed(0).publish(11);
        rig.tick(2); // takes it up
        assertThat(types()).containsExactly(RecordType.ALLOC, RecordType.COMMIT, RecordType.BLOCK, RecordType.ALLOC);
        assertThat(rig.jobWakes).as("for the next batch only").isEqualTo(jobWakes + 1);

        rig.intake().port().commit(rig.poll(), 0, 0); // it had a record
        assertThat(wakes.get()).isOne();
        rig.tick(4);
        rig.intake().port().commit(rig.poll(), 0, 0); // another one waits behind it
        assertThat(wakes.get()).isEqualTo(2);
        rig.intake().port().commit(rig.poll(), 0, 0);
        assertThat(wakes.get()).isEqualTo(2);
    }

    @Test
    void shouldHaveNoBatchOfTicksThatWentByBeforeTheFirstStart() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS));
        rig.clock.millis = Rig.ZERO + 3 * Rig.INTERVAL;
        rig.intake().begin();
        rig.feed(0).publish(1);
        rig.tick(3);
        assertThat(rig.intake().port().poll()).isNull();
        rig.tick(4);
        Batch batch = rig.poll();
        assertThat(batch.tick()).isEqualTo(4);
        assertThat(batch.sequence()).isEqualTo(1);
        assertThat(rig.numbers(batch, 0)).containsExactly(1L);
        rig.commit(batch);
        assertThat(types()).containsExactly(RecordType.BLOCK, RecordType.EMPTY, RecordType.ALLOC, RecordType.COMMIT);
        assertThat(rig.counters.ticksSkipped().get()).isZero();
    }

    @Test
    void shouldRunLateTicksOneByOne() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).catchUpTicks(5));
        rig.feed(0).publish(1);
        rig.tick(6); // five were missed
        for (int tick = 1; tick <= 6; tick++) {
            Batch batch = rig.poll();
            assertThat(batch.tick()).isEqualTo(tick);
            assertThat(batch.blocks(0)).as("the first one has all").isEqualTo(tick == 1 ? 1 : 0);
            rig.commit(batch);
        }
        assertThat(rig.counters.ticksSkipped().get()).isZero();
        assertThat(rig.counters.batchesCut().get()).isEqualTo(6);
    }

    @Test
    void shouldCoverTooManyMissedTicksByOneRecord() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).catchUpTicks(5));
        rig.feed(0).publish(1);
        rig.tick(7);
        Batch batch = rig.poll();
        assertThat(batch.tick()).isEqualTo(7);
        assertThat(batch.sequence()).isEqualTo(1);
        assertThat(rig.numbers(batch, 0)).containsExactly(1L);
        assertThat(rig.intake().port().poll()).isNull();
        assertThat(rig.counters.ticksSkipped().get()).isEqualTo(6);
        assertThat(types()).containsExactly(RecordType.BLOCK, RecordType.EMPTY, RecordType.ALLOC);
    }

    @Test
    void shouldTellHowLongTicksWaitForWhichThereIsNoRoom() throws IOException {
        List<Long> told = new ArrayList<>();
        rig.start(rig.open(directory, Durability.PROCESS).maxBatches(2).batchesWaiting((now, longest) -> {
            told.add(longest);
            return 7;
        }));
        rig.tick(2); // two batches wait, and there is room for no more
        Batch first = rig.poll();
        Batch second = rig.poll();
        rig.tick(50);
        assertThat(told.get(told.size() - 1)).isEqualTo(47 * Rig.INTERVAL * 1_000_000);
        assertThat(rig.intake().maxIdleNanos()).isEqualTo(7);
        rig.commit(first);
        rig.commit(second);
        rig.tick(50);
        assertThat(told.get(told.size() - 1)).isEqualTo(45 * Rig.INTERVAL * 1_000_000);
        for (int tick = 5; tick <= 50; tick += 2) {
            rig.commit(rig.poll());
            rig.commit(rig.poll());
            rig.step();
        }
        rig.commit(rig.poll());
        rig.commit(rig.poll());
        rig.step();
        assertThat(told.get(told.size() - 1)).isZero();
    }

    @Test
    void shouldLeaveOutTicksOnWhichNothingWouldRun() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).leavesOut(tick -> tick % 5 != 0));
        for (int tick = 1; tick <= 4; tick++) rig.tick(tick);
        assertThat(rig.intake().port().poll()).isNull();
        rig.tick(5);
        Batch needed = rig.poll();
        assertThat(needed.tick()).isEqualTo(5);
        rig.commit(needed);
        rig.tick(6).tick(7);
        rig.feed(0).publish(8);
        rig.tick(8);
        Batch withData = rig.poll();
        assertThat(rig.numbers(withData, 0)).containsExactly(8L);
        assertThat(withData.sequence()).isEqualTo(2);
        assertThat(rig.counters.ticksIdle().get()).isEqualTo(6);
        assertThat(types())
                .containsExactly(
                        RecordType.EMPTY,
                        RecordType.ALLOC,
                        RecordType.COMMIT,
                        RecordType.BLOCK,
                        RecordType.EMPTY,
                        RecordType.ALLOC);
    }

    @Test
    void shouldCoverIdleAndMissedTicksByOneRecord() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).catchUpTicks(5).leavesOut(tick -> tick < 100));
        rig.tick(1).tick(2).tick(100);
        assertThat(rig.poll().tick()).isEqualTo(100);
        assertThat(rig.counters.ticksIdle().get()).isEqualTo(2);
        assertThat(rig.counters.ticksSkipped().get()).isEqualTo(97);
        assertThat(types()).containsExactly(RecordType.EMPTY, RecordType.ALLOC);
    }

    @Test
    void shouldWaitWhileTheClockIsBehind() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(3);
        for (int i = 1; i <= 3; i++) rig.commit(rig.poll());
        rig.feed(0).publish(1);
        rig.tick(1);
        rig.tick(3);
        assertThat(rig.intake().port().poll()).isNull();
        rig.tick(4);
        assertThat(rig.poll().tick()).isEqualTo(4);
    }

    @Test
    void shouldCutNothingBeforeTheZeroTime() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(-5).tick(0);
        assertThat(rig.intake().port().poll()).isNull();
        assertThat(rig.intake().maxIdleNanos()).isEqualTo(9_000_000);
        rig.clock.millis += Rig.INTERVAL - 1;
        assertThat(rig.intake().maxIdleNanos()).isEqualTo(50_000);
    }

    @Test
    void shouldCutNothingWhileTheJobsAreBehind() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).maxBatches(2));
        rig.tick(4);
        Batch first = rig.poll();
        Batch second = rig.poll();
        assertThat(rig.intake().port().poll()).isNull();
        assertThat(rig.intake().maxIdleNanos()).as("a commit wakes").isEqualTo(Long.MAX_VALUE);
        rig.feed(0).publish(5);
        rig.step();
        rig.commit(first);
        Batch third = rig.poll();
        assertThat(third.tick()).isEqualTo(3);
        assertThat(rig.numbers(third, 0)).containsExactly(5L);
        assertThat(third).as("batches are used again").isSameAs(first);
        rig.commit(second);
        assertThat(rig.poll().tick()).isEqualTo(4);
    }

    @Test
    void shouldRefuseCommitsOutOfOrder() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(2);
        rig.poll();
        Batch second = rig.poll();
        assertThatIllegalStateException().isThrownBy(() -> rig.commit(second)).withMessageContaining("batch 1-1");
    }

    @Test
    void shouldRememberBlocksForAWhile() throws IOException {
        rig.stream(StorageLevel.MEMORY_AND_DISK_SER, 2 * Rig.INTERVAL).start(directory, Durability.PROCESS);
        for (int tick = 1; tick <= 4; tick++) {
            rig.feed(0).publish(tick);
            rig.feed(1).publish(tick);
            rig.tick(tick);
            rig.commit(rig.poll());
        }
        assertThat(rig.store.contains(BlockId.of(0, 3))).isFalse();
        assertThat(rig.store.contains(BlockId.of(1, 1))).isFalse();
        assertThat(rig.read(1, 2)).containsExactly(3L);
        assertThat(rig.read(1, 3)).containsExactly(4L);
        rig.tick(6);
        rig.commit(rig.poll());
        rig.commit(rig.poll());
        assertThat(rig.store.size()).as("also when nothing new comes").isZero();
    }

    @Test
    void shouldWorkWithoutALog() throws IOException {
        rig.start(rig.setup());
        rig.feed(0).publish(1);
        rig.step();
        assertThat(rig.feed(0).safe).isZero();
        rig.tick(1);
        Batch batch = rig.poll();
        assertThat(rig.numbers(batch, 0)).containsExactly(1L);
        assertThat(batch.journalSequence()).isZero();
        assertThat(rig.intake().port().isSafe(batch)).isTrue();
        rig.commit(batch);
        assertThat(rig.store.size()).isZero();
        rig.tick(2000);
        assertThat(rig.poll().tick()).isEqualTo(2000);
        assertThat(rig.counters.ticksSkipped().get()).isEqualTo(1998);
    }

    @Test
    void shouldSpillWithoutALogAndReadFromTheLogWithOne() throws IOException {
        try (Rig small = new Rig(2).stream().spillInto(directory.resolve("spill"))) {
            small.start(small.setup());
            for (int i = 0; i < 6; i++) small.feed(0).publish(i);
            small.tick(1);
            Batch batch = small.poll();
            assertThat(small.numbers(batch, 0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            assertThat(small.store.loads()).isEqualTo(4);
            small.commit(batch);
        }
        try (Rig small = new Rig(2).stream()) {
            small.start(directory, Durability.PROCESS);
            for (int i = 0; i < 6; i++) small.feed(0).publish(i);
            small.tick(1);
            assertThat(small.numbers(small.poll(), 0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            assertThat(small.store.loads()).isEqualTo(4);
        }
    }

    @Test
    void shouldHoldOnlyTheInputThatHasNoRoom() throws IOException {
        try (Rig small = new Rig(2).stream(StorageLevel.MEMORY_ONLY_SER, 0).stream(StorageLevel.DISK_ONLY, 0)) {
            small.start(directory, Durability.PROCESS);
            for (int i = 0; i < 4; i++) small.feed(0).publish(i);
            for (int i = 0; i < 4; i++) small.feed(1).publish(10 + i);
            small.step();
            assertThat(small.feed(0).published()).as("two stored, one waits").isEqualTo(1);
            assertThat(small.feed(0).safe).as("what is logged is safe").isEqualTo(2);
            assertThat(small.intake().maxIdleNanos()).as("it is tried again").isZero();
            small.tick(1);
            Batch batch = small.poll();
            assertThat(small.numbers(batch, 0)).containsExactly(0L, 1L);
            assertThat(small.numbers(batch, 1)).containsExactly(10L, 11L, 12L, 13L);
            small.commit(batch);
            small.tick(2);
            Batch next = small.poll();
            assertThat(small.numbers(next, 0)).containsExactly(2L, 3L);
            small.commit(next);
        }
    }

    @Test
    void shouldCutOnceMoreAndComeToRestWhenStopped() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(1);
        Batch first = rig.poll();
        rig.feed(0).publish(1);
        rig.intake().stop(true);
        rig.tick(1);
        assertThat(rig.intake().isIdle()).isFalse();
        Batch last = rig.poll();
        assertThat(last.tick()).isEqualTo(2);
        assertThat(rig.numbers(last, 0)).containsExactly(1L);
        rig.commit(first);
        assertThat(rig.intake().isIdle()).isFalse();
        rig.commit(last);
        assertThat(rig.intake().isIdle()).isTrue();
        rig.tick(50);
        assertThat(rig.intake().port().poll()).isNull();
    }

    @Test
    void shouldTakeEverythingInWhenStoppedWithAFullStore() throws IOException {
        try (Rig small = new Rig(2).stream(StorageLevel.MEMORY_ONLY_SER, 0)) {
            small.start(directory, Durability.PROCESS);
            for (int i = 0; i < 5; i++) small.feed(0).publish(i);
            small.intake().stop(true);
            small.step();
            List<Long> seen = new ArrayList<>();
            while (!small.intake().isIdle()) {
                Batch batch = small.poll();
                seen.addAll(small.numbers(batch, 0));
                small.commit(batch);
            }
            assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void shouldCutNothingMoreWhenNothingCameOrItHasToBeQuick() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.intake().stop(true);
        rig.step();
        assertThat(rig.intake().isIdle()).isTrue();
        try (Rig quick = new Rig(4).stream()) {
            quick.start(quick.setup());
            quick.feed(0).publish(1);
            quick.intake().stop(false);
            quick.tick(3);
            assertThat(quick.intake().port().poll()).isNull();
            assertThat(quick.intake().isIdle()).isTrue();
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFitTogether() throws IOException {
        IntakeSetup setup = rig.open(directory, Durability.PROCESS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Intake(setup.parts(2, 1 << 20)))
                .withMessageContaining("1048576");
    }

    @Test
    void shouldRefuseABlockOutOfOrder() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.feed(0).next = 7;
        rig.feed(0).publish(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> rig.intake().doWork())
                .withMessageContaining("block 7")
                .withMessageContaining("block 0 was due");
    }

    @Test
    void shouldSayOnceThatTheClockWasSetBack() throws IOException {
        List<Long> said = new ArrayList<>();
        rig.stream().start(rig.open(directory, Durability.PROCESS).clockBehind(said::add));
        long far = 1_000_000;
        rig.tick(far).commit(rig.poll());
        rig.tick(far - 1); // as behind a last batch that was cut early
        assertThat(said).isEmpty();
        rig.tick(far - 5_000).tick(far - 4_999);
        assertThat(said).containsExactly(Rig.ZERO + far * Rig.INTERVAL);
        assertThat(rig.intake().port().poll()).isNull();
        rig.tick(far + 1).commit(rig.poll()); // it has caught up
        rig.tick(far - 5_000);
        assertThat(said).hasSize(2);
    }
}
