package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.batch.Batch;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import io.headrace.wal.LogClosedException;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** When blocks are acknowledged, what happens when the disk is full or fails, and what may be trimmed. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class DurabilityTest {
    @TempDir
    Path directory;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(64).stream();
    }

    @AfterEach
    void close() throws IOException {
        rig.disk.failing = false;
        rig.close();
    }

    private SyncAgent sync() {
        return Objects.requireNonNull(rig.sync);
    }

    @Test
    void shouldAcknowledgeAtOnceAtProcess() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.feed(0).publish(1);
        rig.feed(0).publish(2);
        rig.step();
        assertThat(rig.feed(0).safe).isEqualTo(1);
        assertThat(sync().doWork()).as("never synced while it runs").isZero();
    }

    @Test
    void shouldAcknowledgeWhenTheBatchIsOnTheDiskAtBatch() throws IOException {
        rig.start(directory, Durability.BATCH);
        for (int i = 0; i < 5; i++) rig.feed(0).publish(i);
        rig.step();
        assertThat(sync().doWork()).as("nobody asked for it").isZero();
        assertThat(rig.feed(0).safe).isEqualTo(-1);
        rig.tick(1);
        Batch batch = rig.poll();
        assertThat(rig.intake().port().isSafe(batch)).isFalse();
        rig.feed(0).publish(5); // behind the ALLOC
        assertThat(sync().doWork()).isEqualTo(1);
        assertThat(rig.intake().port().isSafe(batch)).isTrue();
        rig.step();
        assertThat(rig.feed(0).safe).isEqualTo(4);
        assertThat(rig.feed(0).calls).as("once for all of them").isEqualTo(1);
        rig.intake().stop(true);
        rig.commit(batch);
        rig.commit(rig.poll());
        assertThat(rig.intake().isIdle()).as("block 5 is not acknowledged").isFalse();
        sync().doWork();
        rig.step();
        assertThat(rig.feed(0).safe).isEqualTo(5);
        assertThat(rig.intake().isIdle()).isTrue();
    }

    @Test
    void shouldAskForASyncWithEachBlockAtRecord() throws IOException {
        rig.start(directory, Durability.RECORD);
        rig.feed(0).publish(1);
        rig.step();
        assertThat(rig.feed(0).safe).isEqualTo(-1);
        assertThat(sync().doWork()).isEqualTo(1);
        rig.step();
        assertThat(rig.feed(0).safe).isZero();
    }

    @Test
    void shouldHoldEverythingWhileTheDiskIsFullAndLoseNothing() throws IOException {
        rig.start(directory, Durability.PROCESS);
        rig.tick(1);
        Batch early = rig.poll();
        rig.disk.full = true;
        int published = 0;
        while (rig.counters.logFull().get() == 0) {
            rig.feed(0).publish(published++, 50_000);
            rig.step();
        }
        rig.feed(0).publish(published++, 50_000);
        long refused = rig.counters.logFull().get();
        rig.step();
        assertThat(rig.counters.logFull().get()).isGreaterThan(refused);
        assertThat(rig.timesFull).as("told once, however often it is tried").isEqualTo(1);
        assertThat(rig.feed(0).published()).as("the ring fills up").isEqualTo(1);
        assertThat(rig.feed(0).safe).isEqualTo(published - 3);
        rig.commit(early); // small, and fits what is left of the roll
        rig.tick(2);
        Batch batch = rig.poll();
        assertThat(rig.numbers(batch, 0)).hasSize(published - 2);
        rig.disk.full = false;
        rig.step();
        rig.tick(3);
        rig.commit(batch);
        assertThat(rig.numbers(rig.poll(), 0)).containsExactly(published - 2L, published - 1L);
    }

    @Test
    void shouldTryABatchAgainThatFoundNoRoom() throws IOException {
        rig.start(rig.open(directory, Durability.PROCESS).maxBatches(4));
        rig.disk.full = true;
        rig.feed(0).publish(1);
        long tick = 0;
        Batch batch = null;
        while (rig.counters.logFull().get() == 0) {
            if (batch != null) rig.commit(batch);
            rig.tick(++tick);
            batch = rig.intake().port().poll();
        }
        assertThat(batch)
                .as("the last ALLOC, or the last COMMIT, found no room")
                .satisfies(last -> {});
        rig.disk.full = false;
        rig.step();
        if (batch == null) batch = rig.poll();
        assertThat(batch.tick()).isEqualTo(tick);
        rig.commit(batch);
        rig.tick(tick + 1);
        assertThat(rig.poll().sequence()).isEqualTo(batch.sequence() + 1);
    }

    @Test
    void shouldFailWithTheCauseWhenTheLogHasFailed() throws IOException {
        rig.start(directory, Durability.BATCH);
        rig.feed(0).publish(1);
        rig.tick(1);
        rig.disk.failing = true;
        assertThatThrownBy(() -> sync().doWork()).isInstanceOf(LogClosedException.class);
        rig.feed(0).publish(2);
        assertThatThrownBy(() -> rig.intake().doWork())
                .isInstanceOf(LogClosedException.class)
                .hasRootCauseMessage("the disk does not answer");
        assertThat(rig.feed(0).safe).isEqualTo(-1);
    }

    private void runBatches(int from, int to) {
        for (int tick = from; tick <= to; tick++) {
            for (int i = 0; i < 4; i++) rig.feed(0).publish(i, 50_000);
            rig.tick(tick);
            rig.commit(rig.poll());
        }
    }

    private int rolls() throws IOException {
        return LogFiles.list(directory.resolve("log")).rolls().size();
    }

    @Test
    void shouldTrimWhatIsNotNeededAnyMore() throws IOException {
        rig.start(directory, Durability.PROCESS);
        MaintenanceAgent maintenance = new MaintenanceAgent(rig.log(), rig.trimPoint, (where, what) -> {});
        for (int i = 0; i < 4; i++) rig.feed(0).publish(i, 50_000);
        rig.tick(1);
        Batch open = rig.poll();
        assertThat(maintenance.doWork()).as("a roll in reserve").isEqualTo(1);
        long place = rig.trimPoint.position();
        rig.tick(2);
        assertThat(rig.trimPoint.position()).isEqualTo(place);
        rig.commit(open);
        rig.commit(rig.poll());
        runBatches(3, 40);
        assertThat(rolls()).isGreaterThan(4);
        maintenance.doWork();
        assertThat(rolls()).isLessThanOrEqualTo(2);
        assertThat(Position.ordinal(rig.trimPoint.position())).isGreaterThan(4);
        // Everything that a restart needs is in what is left.
        Path image = Rig.image(directory, directory.resolveSibling(directory.getFileName() + "-image"));
        try (Rig again = new Rig(64).stream()) {
            again.start(image, Durability.PROCESS);
            assertThat(again.recovered.lastTick()).isEqualTo(40);
            assertThat(again.feed(0).next).isEqualTo(39 * 4);
            assertThat(again.recovered.stream(0).sourcePosition()).hasSize(Long.BYTES);
            again.tick(41);
            assertThat(again.poll().sequence()).isEqualTo(41);
        }
    }

    @Test
    void shouldTrimNothingThatACommitMakesNeedlessBeforeItIsOnTheDisk() throws IOException {
        rig.start(directory, Durability.BATCH);
        runBatches(1, 2);
        sync().doWork();
        rig.step();
        long before = rig.trimPoint.position();
        for (int i = 0; i < 4; i++) rig.feed(0).publish(i, 50_000);
        rig.tick(3);
        sync().doWork();
        rig.commit(rig.poll());
        rig.step();
        long pending = rig.trimPoint.position();
        assertThat(pending).isGreaterThanOrEqualTo(before);
        rig.log().sync();
        rig.step();
        rig.step();
        assertThat(rig.trimPoint.position())
                .as("the commit of batch 3 is on the disk")
                .isGreaterThan(pending);
    }
}
