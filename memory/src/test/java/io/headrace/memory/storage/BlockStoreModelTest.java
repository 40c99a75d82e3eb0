package io.headrace.memory.storage;

import static io.headrace.StorageLevel.DISK_ONLY;
import static io.headrace.StorageLevel.MEMORY_AND_DISK;
import static io.headrace.StorageLevel.MEMORY_AND_DISK_SER;
import static io.headrace.StorageLevel.MEMORY_ONLY;
import static io.headrace.StorageLevel.OFF_HEAP;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.memory.block.Block;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Random work against a map of what must be there: from one thread, from several, and without garbage. */
@ExtendWith(LeakCheck.class)
class BlockStoreModelTest {
    private static final StorageLevel[] LEVELS = {
        MEMORY_AND_DISK_SER, MEMORY_AND_DISK_SER, MEMORY_AND_DISK, OFF_HEAP, DISK_ONLY, MEMORY_ONLY
    };

    private static final long LIMIT = 300_000;

    @TempDir
    Path directory;

    @Test
    void shouldDoAsTheModelDoes() {
        for (long seed = 1; seed <= 20; seed++) run(seed, 500);
    }

    @Test
    @Tag("fuzz")
    void shouldDoAsTheModelDoesForLong() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + 100; seed++) run(seed, 1_500);
    }

    private void run(long seed, int steps) {
        long limit = seed % 2 == 0 ? LIMIT : Long.MAX_VALUE;
        try (SpillFile spill = SpillFile.create(directory.resolve("spill"), Math.min(limit, 1 << 20));
                Blocks blocks = new Blocks(6, spill, limit)) {
            Worker worker = new Worker(blocks, seed, 0);
            for (int i = 0; i < steps; i++) {
                worker.step();
                assertThat(blocks.store.bytesOutside()).isBetween(0L, limit);
            }
            worker.end();
            assertThat(blocks.store.bytesOutside()).isZero();
            assertThat(Files.size(directory.resolve("spill"))).isLessThanOrEqualTo(limit);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void shouldDoAsTheModelsOfSeveralThreadsDo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SpillFile spill = SpillFile.create(directory.resolve("spill"), 1 << 20);
                Blocks blocks = new Blocks(6, spill)) {
            List<Callable<Void>> workers = new ArrayList<>();
            for (int i = 1; i <= 3; i++) workers.add(worker(blocks, i));
            for (Future<Void> result : threads.invokeAll(workers, 50, TimeUnit.SECONDS)) result.get();
            assertThat(blocks.store.size()).isZero();
            assertThat(blocks.store.heldBlocks()).isZero();
            assertThat(blocks.store.bytesInMemory()).isZero();
            assertThat(blocks.store.bytesOutside()).isZero();
            assertThat(spill.usedBytes()).isZero();
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Callable<Void> worker(Blocks shared, int name) {
        return () -> {
            try (Blocks own = new Blocks(shared)) {
                new Worker(own, name, (long) name << 32).work(3_000);
            }
            return null;
        };
    }

    /** One thread's work on blocks of its own in a store that may be shared. */
    private static final class Worker {
        private final Blocks blocks;
        private final BlockStore store;
        private final SplittableRandom random;
        private final Map<Long, Integer> model = new HashMap<>(); // id -> length
        private final List<Long> fixed = new ArrayList<>();
        private final MapHome log = new MapHome();
        private long nextId;

        Worker(Blocks blocks, long seed, long firstId) {
            this.blocks = blocks;
            store = blocks.store;
            random = new SplittableRandom(seed);
            nextId = firstId;
        }

        void work(int steps) {
            for (int i = 0; i < steps; i++) step();
            end();
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> put();
                case 4, 5 -> keep();
                case 6, 7 -> check();
                case 8 -> remove();
                default -> store.makeRoom(random.nextInt(4));
            }
        }

        void end() {
            model.forEach(blocks::check);
            for (long id : List.copyOf(model.keySet())) forget(id);
        }

        private void put() {
            StorageLevel level = LEVELS[random.nextInt(LEVELS.length)];
            if (level.equals(MEMORY_ONLY) && fixed.size() > 1) level = DISK_ONLY;
            int length = Blocks.randomLength(random);
            long id = nextId++;
            if (random.nextInt(3) == 0 ? blocks.putLogged(id, length, level, log) : blocks.put(id, length, level)) {
                model.put(id, length);
                if (level.equals(MEMORY_ONLY)) fixed.add(id);
            } else {
                assertThat(store.contains(id)).isFalse();
            }
        }

        private void keep() {
            if (!model.isEmpty()) assertThat(store.keep(any())).isTrue();
            assertThat(store.keep(nextId)).isFalse();
        }

        private void check() {
            if (model.isEmpty()) return;
            long id = any();
            int length = requireNonNull(model.get(id));
            if (random.nextBoolean()) {
                Lookup found = blocks.check(id, length);
                if (fixed.contains(id)) assertThat(found).isEqualTo(Lookup.IN_MEMORY);
                return;
            }
            assertThat(store.get(id, blocks.lease, blocks.scratch, Blocks.SIZE)).isNotEqualTo(Lookup.UNREADABLE);
            if (random.nextBoolean()) store.keep(id);
            if (random.nextBoolean()) store.makeRoom(3);
            if (random.nextInt(4) == 0) forget(id);
            blocks.scribble();
            blocks.assertContents(id, length);
            blocks.lease.close();
        }

        private void remove() {
            if (!model.isEmpty()) forget(any());
        }

        private void forget(long id) {
            model.remove(id);
            fixed.remove(id);
            assertThat(store.remove(id)).isTrue();
            assertThat(store.contains(id)).isFalse();
        }

        private long any() {
            int index = random.nextInt(model.size());
            for (long id : model.keySet()) {
                if (index-- == 0) return id;
            }
            throw new AssertionError();
        }
    }

    @Test
    void shouldPutKeepEvictGetAndRemoveWithoutGarbage() {
        try (SpillFile spill = SpillFile.create(directory.resolve("spill"), 1 << 20);
                Blocks blocks = new Blocks(4, spill)) {
            long[] next = {0};
            Allocation.assertNone("put, keep, evict, get and remove", 3_000, 1_000, () -> {
                long first = next[0];
                for (int i = 0; i < 6; i++) store(blocks, next[0]++, i == 5 ? DISK_ONLY : MEMORY_AND_DISK_SER);
                blocks.store.keep(first);
                blocks.store.keep(first + 1);
                if (!blocks.store.makeRoom(2)) throw new AssertionError("no room");
                for (long id = first; id < next[0]; id++) {
                    Lookup found = blocks.store.get(id, blocks.lease, blocks.scratch, Blocks.SIZE);
                    if (found != Lookup.IN_MEMORY && found != Lookup.LOADED) throw new AssertionError(found);
                    blocks.lease.close();
                    blocks.store.remove(id);
                }
            });
            assertThat(blocks.store.evictions()).isPositive();
            assertThat(blocks.store.loads()).isPositive();
        }
    }

    private static void store(Blocks blocks, long id, StorageLevel level) {
        Block block = blocks.empty(id);
        if (!blocks.store.put(id, block, level)) throw new AssertionError("no room");
    }
}
