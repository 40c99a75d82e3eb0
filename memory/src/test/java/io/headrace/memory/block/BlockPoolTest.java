package io.headrace.memory.block;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BlockPoolTest {
    private static final int SIZE = BlockPool.MIN_BLOCK_SIZE;
    private final MemoryBudget budget = MemoryBudget.process().child("test", 1 << 20);
    private BlockPool pool;

    @BeforeEach
    void create() {
        pool = requireNonNull(BlockPool.tryCreate(SIZE, 4, budget));
    }

    @AfterEach
    void close() {
        pool.close();
        assertThat(budget.reserved()).isZero();
    }

    private Block acquired() {
        return requireNonNull(pool.acquire());
    }

    @Test
    void shouldHandOutDisjointAlignedBlocksUntilThereAreNone() {
        pool.prefault();
        List<Block> blocks = new ArrayList<>();
        Set<Long> addresses = new HashSet<>();
        for (Block block = pool.acquire(); block != null; block = pool.acquire()) {
            assertThat(block.address() % 4096).isZero();
            assertThat(block.capacity()).isEqualTo(SIZE);
            RawMemory.fill(block.address(), SIZE, (byte) blocks.size());
            blocks.add(block);
            addresses.add(block.address());
        }
        assertThat(addresses).hasSize(4);
        for (int i = 0; i < 4; i++)
            assertThat(Scratch.bytes(blocks.get(i).address(), SIZE)).containsOnly(i);
        assertThat(pool.inUse()).isEqualTo(4);
        assertThat(pool.available()).isZero();
        assertThat(pool.highWater()).isEqualTo(4);
        assertThat(pool.exhausted()).isEqualTo(1);
        blocks.forEach(Block::release);
        assertThat(pool.inUse()).isZero();
        assertThat(pool.highWater()).isEqualTo(4);
    }

    @Test
    void shouldHandOutTheWarmestBlockFirst() {
        Block first = acquired();
        Block second = acquired();
        first.release();
        assertThat(pool.acquire()).isSameAs(first);
        second.release();
        first.release();
        assertThat(pool.acquire()).isSameAs(first);
        first.release();
    }

    @Test
    void shouldTellAStaleHandle() {
        Block block = acquired();
        long generation = block.generation();
        block.used(77);
        block.retain();
        assertThat(block.release()).isFalse();
        assertThat(block.isCurrent(generation)).isTrue();
        assertThat(block.release()).isTrue();
        assertThat(block.isCurrent(generation)).isFalse();
        assertThat(pool.acquire()).isSameAs(block);
        assertThat(block.isCurrent(generation)).isFalse();
        assertThat(block.used()).as("of the next life").isZero();
        block.release();
    }

    @Test
    void shouldNameWrongReferences() {
        Block block = acquired();
        block.release();
        assertThatThrownBy(block::release).hasMessageContaining("released more often");
        assertThatThrownBy(block::retain).hasMessageContaining("nobody holds it");
        assertThatThrownBy(() -> block.used(SIZE + 1)).hasMessageContaining("65537 used bytes in a block of 65536");
    }

    @Test
    void shouldRefuseToCloseWhileBlocksAreOut() {
        Block block = acquired();
        assertThatThrownBy(pool::close)
                .hasMessageContaining("1 of 4 blocks are still out")
                .hasMessageContaining("block 0");
        RawMemory.putLong(block.address(), 1);
        assertThat(pool.available()).as("as before").isEqualTo(3);
        List<Block> others = List.of(acquired(), acquired(), acquired());
        others.forEach(Block::release);
        block.release();
        pool.close();
        pool.close();
        assertThat(pool.acquire()).isNull();
    }

    @Test
    void shouldRefuseToPrefaultOverData() {
        Block block = acquired();
        assertThatThrownBy(pool::prefault).hasMessageContaining("overwrite 1 blocks");
        block.release();
    }

    @Test
    void shouldSayNoWhenTheBudgetDoes() {
        long before = budget.reserved();
        assertThat(BlockPool.tryCreate(SIZE, 16, budget)).isNull();
        assertThat(budget.reserved()).isEqualTo(before);
        assertThat(NativeMemory.used(MemoryTag.BLOCK)).isGreaterThanOrEqualTo(4 * SIZE);
    }

    @Test
    void shouldRefuseSizesThatAreNoneByName() {
        for (int size : new int[] {0, -1, SIZE / 2, SIZE + 1, 3 * SIZE, 8 << 20})
            assertThatThrownBy(() -> BlockPool.tryCreate(size, 1, budget)).hasMessageContaining("block size " + size);
        assertThatThrownBy(() -> BlockPool.tryCreate(SIZE, 0, budget)).hasMessageContaining("a pool of 0 blocks");
    }

    @Test
    void shouldFillAndReleaseWithoutGarbage() {
        BlockWriter writer = new BlockWriter();
        Allocation.assertNone("acquire, seal, release", () -> {
            Block block = pool.acquire();
            if (block == null) throw new AssertionError("exhausted");
            writer.open(block);
            writer.seal(1, 1, 1, 1);
            if (block.used() != BlockFormat.HEADER_LENGTH) throw new AssertionError("used " + block.used());
            block.retain();
            block.release();
            block.release();
        });
    }

    @Test
    void shouldHandBlocksFromOneThreadToAnother() throws Exception {
        int rounds = 50_000;
        ArrayBlockingQueue<Block> ring = new ArrayBlockingQueue<>(2);
        Callable<Long> receiver = () -> {
            for (long i = 0; i < rounds; i++) {
                Block block = pool.acquire();
                for (; block == null; block = pool.acquire()) Thread.onSpinWait();
                RawMemory.putLong(block.address(), i);
                ring.put(block);
            }
            return 0L;
        };
        Callable<Long> worker = () -> {
            long wrong = 0;
            for (long i = 0; i < rounds; i++) {
                Block block = ring.take();
                if (RawMemory.getLong(block.address()) != i) wrong++;
                block.release();
            }
            return wrong;
        };
        assertThat(both(receiver, worker)).containsExactly(0L, 0L);
        assertThat(pool.inUse()).isZero();
    }

    /** Two threads fight for the same stack: no block may ever have two owners, and none may be lost. */
    @Test
    void shouldGiveNoBlockToTwoThreads() throws Exception {
        assertThat(both(() -> fight(1), () -> fight(2))).containsExactly(0L, 0L);
        assertThat(pool.inUse()).isZero();
        Set<Block> all = new HashSet<>();
        for (int i = 0; i < 4; i++) all.add(acquired());
        assertThat(all).hasSize(4);
        all.forEach(Block::release);
    }

    /** Two out, the first back, the second back: what fools a stack that does not count its changes. */
    private long fight(long name) {
        long wrong = 0;
        for (int i = 0; i < 500_000; i++) {
            Block first = pool.acquire();
            Block second = pool.acquire();
            if (second != null) RawMemory.putLong(second.address(), name);
            if (first != null) first.release();
            if (second == null) continue;
            if (RawMemory.getLong(second.address()) != name) wrong++;
            second.release();
        }
        return wrong;
    }

    private static List<Long> both(Callable<Long> one, Callable<Long> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Long> results = new ArrayList<>();
            for (Future<Long> result : threads.invokeAll(List.of(one, other), 50, TimeUnit.SECONDS))
                results.add(result.get());
            return results;
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
