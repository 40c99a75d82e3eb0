package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class BlockRingTest {
    private static void nobody() {}

    private static BlockPool pool(int blocks) {
        return Objects.requireNonNull(
                BlockPool.tryCreate(BlockPool.MIN_BLOCK_SIZE, blocks, MemoryBudget.process()),
                "memory for a small pool");
    }

    private static Block acquire(BlockPool pool) {
        return Objects.requireNonNull(pool.acquire(), "a free block");
    }

    private static Block open(BlockRing ring) {
        return Objects.requireNonNull(ring.open(), "room in the ring");
    }

    @Test
    void shouldHandOverBlocksInOrderAndKeepTheSpares() {
        try (BlockPool pool = pool(3);
                BlockRing ring = BlockRing.create(pool, 2, BlockRingTest::nobody, BlockRingTest::nobody)) {
            Block spare = acquire(pool);
            Block first = open(ring);
            ring.publish();
            Block second = open(ring);
            ring.publish();

            assertThat(ring.exchange(spare)).isSameAs(first);
            assertThat(open(ring)).isSameAs(spare);
            assertThat(ring.exchange(first)).isSameAs(second);
            second.release();
        }
    }

    @Test
    void shouldAnswerWhenItIsFullOrEmpty() {
        try (BlockPool pool = pool(3);
                BlockRing ring = BlockRing.create(pool, 2, BlockRingTest::nobody, BlockRingTest::nobody)) {
            Block spare = acquire(pool);
            assertThat(ring.exchange(spare)).isNull();
            open(ring);
            ring.publish();
            open(ring);
            ring.publish();
            assertThat(ring.isFull()).isTrue();
            assertThat(ring.open()).isNull();
            assertThat(ring.waiting()).isEqualTo(2);
            Block filled = ring.exchange(spare);
            assertThat(ring.open()).isNotNull();
            Objects.requireNonNull(filled).release();
        }
    }

    @Test
    void shouldShowTheSameBlockUntilItIsPublished() {
        try (BlockPool pool = pool(2);
                BlockRing ring = BlockRing.create(pool, 2, BlockRingTest::nobody, BlockRingTest::nobody)) {
            Block block = open(ring);
            assertThat(open(ring)).isSameAs(block);
            assertThat(ring.waiting()).isZero();
        }
    }

    @Test
    void shouldRefuseToPublishWhatWasNeverOpened() {
        try (BlockPool pool = pool(1);
                BlockRing ring = BlockRing.create(pool, 1, BlockRingTest::nobody, BlockRingTest::nobody)) {
            ring.publish();
            assertThatThrownBy(ring::publish).hasMessageContaining("never opened");
        }
    }

    @Test
    void shouldWakeTheIntakeAndAReceiverThatWaits() {
        try (Intake intake = new Intake(1)) {
            BlockRing ring = intake.ring;
            Block block = open(ring);
            block.used(0);
            ring.publish();
            assertThat(intake.wakes).isEqualTo(1);
            assertThat(intake.receiverWakes).isZero();

            assertThat(ring.open()).isNull(); // now it waits
            ring.safe(0);
            assertThat(intake.receiverWakes).isEqualTo(1);
            ring.safe(1);
            assertThat(intake.receiverWakes).isEqualTo(1);
        }
    }

    @Test
    void shouldNeverTakeSafetyBack() {
        try (Intake intake = new Intake(1)) {
            assertThat(intake.ring.safeUpTo()).isEqualTo(-1);
            intake.ring.safe(7);
            intake.ring.safe(5);
            assertThat(intake.ring.safeUpTo()).isEqualTo(7);
        }
    }

    @Test
    void shouldEndWaitingWhenItIsSafeOrClosed() throws Exception {
        try (Intake intake = new Intake(1)) {
            boolean[] answers = new boolean[2];
            Thread safe = waiting(intake.ring, 3, answers, 0);
            Thread closed = waiting(intake.ring, 4, answers, 1);
            Waiting.until(() -> Waiting.isParked(safe) && Waiting.isParked(closed));

            intake.ring.safe(3);
            safe.join();
            assertThat(answers[0]).isTrue();
            assertThat(closed.isAlive()).isTrue();
            intake.ring.close();
            closed.join();
            assertThat(answers[1]).isFalse();
        }
    }

    private static Thread waiting(BlockRing ring, long sequence, boolean[] answers, int index) {
        Thread thread = new Thread(() -> {
            try {
                answers[index] = ring.awaitSafe(sequence, () -> false);
            } catch (InterruptedException e) {
                answers[index] = false;
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void shouldSayThatThePoolIsTooSmall() {
        try (BlockPool pool = pool(3)) {
            assertThatThrownBy(() -> BlockRing.create(pool, 4, BlockRingTest::nobody, BlockRingTest::nobody))
                    .hasMessageContaining("4 blocks")
                    .hasMessageContaining("3");
            assertThat(pool.inUse()).isZero();
            assertThatThrownBy(() -> BlockRing.create(pool, 3, BlockRingTest::nobody, BlockRingTest::nobody))
                    .hasMessageContaining("power of two");
        }
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // two cores
    void shouldLoseNothingBetweenTwoThreads() throws Exception {
        int count = 200_000;
        try (BlockPool pool = pool(5);
                BlockRing ring = BlockRing.create(pool, 4, BlockRingTest::nobody, BlockRingTest::nobody)) {
            Thread receiver = new Thread(() -> {
                for (int i = 0; i < count; ) {
                    Block block = ring.open();
                    if (block == null) {
                        Thread.yield();
                        continue;
                    }
                    RawMemory.putLong(block.address(), i++);
                    ring.publish();
                }
            });
            receiver.start();
            Block spare = acquire(pool);
            for (int i = 0; i < count; ) {
                @Nullable Block filled = ring.exchange(spare);
                if (filled == null) {
                    Thread.yield();
                    continue;
                }
                assertThat(RawMemory.getLong(filled.address())).isEqualTo(i++);
                spare = filled;
            }
            receiver.join();
            spare.release();
        }
    }

    @Test
    void shouldAllocateNothing() {
        try (Intake intake = new Intake(2)) {
            BlockRing ring = intake.ring;
            Allocation.assertNone("open, publish, exchange", () -> {
                open(ring);
                ring.publish();
                open(ring);
                ring.publish();
                if (ring.open() != null) throw new AssertionError("not full");
                intake.pass(0);
                intake.pass(0);
            });
        }
    }
}
