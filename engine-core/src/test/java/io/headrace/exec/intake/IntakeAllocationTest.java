package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is allocated per block or per batch on the thread of the intake. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class IntakeAllocationTest {
    @TempDir
    Path directory;

    private Rig rig;
    private FakeFeed first;
    private FakeFeed second;
    private long bytes;
    private long tick;

    @BeforeEach
    void open() {
        rig = new Rig(64).stream().stream(StorageLevel.MEMORY_AND_DISK_SER, 3 * Rig.INTERVAL);
        first = rig.feed(0);
        second = rig.feed(1);
        rig.rollBytes = 256 << 20;
        bytes = NativeMemory.allocateZeroed(64, MemoryTag.TEST);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        NativeMemory.free(bytes, 64, MemoryTag.TEST);
    }

    private void batch(DeltaWriter writer) {
        for (int i = 0; i < 2; i++) {
            first.publish(tick, 40);
            second.publish(tick, 40);
        }
        rig.intake().doWork();
        rig.clock.millis = Rig.ZERO + ++tick * Rig.INTERVAL;
        rig.intake().doWork();
        SyncAgent sync = rig.sync;
        if (sync != null && rig.log().durability().survivesPowerCut()) sync.doWork();
        Batch batch = Objects.requireNonNull(rig.intake().port().poll());
        writer.begin(batch);
        if (!writer.append(1, 2, 3, 4, bytes, 64)) throw new AssertionError("no room");
        writer.end();
        rig.intake().port().commit(batch, writer.parts(), writer.checksum());
        rig.intake().doWork();
    }

    @Test
    void shouldAllocateNothingAtProcess() throws IOException {
        rig.start(directory, Durability.PROCESS);
        DeltaWriter writer = new DeltaWriter(rig.intake().port(), Rig.BLOCK);
        Allocation.assertNone("a batch of four blocks", 8_000, 2_000, () -> batch(writer));
        assertThat(rig.counters.batchesCut().get()).isEqualTo(tick);
    }

    @Test
    void shouldAllocateNothingAtBatch() throws IOException {
        rig.start(directory, Durability.BATCH);
        DeltaWriter writer = new DeltaWriter(rig.intake().port(), Rig.BLOCK);
        Allocation.assertNone("a batch of four blocks", 1_000, 50, () -> batch(writer));
        assertThat(first.safe).isPositive();
    }

    @Test
    void shouldAllocateNothingWithoutALog() {
        rig.start(rig.setup());
        DeltaWriter writer = new DeltaWriter(rig.intake().port(), Rig.BLOCK);
        Allocation.assertNone("a batch of four blocks", 20_000, 5_000, () -> batch(writer));
    }
}
