package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads here sleep until they are called: a call that is lost is a test that does not end. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class WakingTest {
    private static final int SLOTS = 2;
    private static final int ROUNDS = 5_000;

    private BlockPool pool;
    private BlockRing ring;
    private Block spare;
    private volatile @Nullable Thread receiver;

    @BeforeEach
    void open() {
        pool = Objects.requireNonNull(
                BlockPool.tryCreate(BlockPool.MIN_BLOCK_SIZE, SLOTS + 1, MemoryBudget.process()), "memory for a pool");
        spare = Objects.requireNonNull(pool.acquire(), "a block");
        Thread intake = Thread.currentThread();
        ring = BlockRing.create(pool, SLOTS, () -> LockSupport.unpark(intake), () -> LockSupport.unpark(receiver));
    }

    @AfterEach
    void close() {
        ring.close();
        spare.release();
        pool.close();
    }

    /** Takes a block if there is one, and says that it is safe. */
    private boolean pass(long sequence) {
        Block filled = ring.exchange(spare);
        if (filled == null) return false;
        spare = filled;
        ring.safe(sequence);
        return true;
    }

    @Test
    void shouldWakeAReceiverThatSleepsAtAFullRing() throws Exception {
        Thread filling = new Thread(() -> {
            for (int i = 0; i < ROUNDS; ) {
                if (ring.open() == null) {
                    LockSupport.park(this);
                } else {
                    ring.publish();
                    i++;
                }
            }
        });
        receiver = filling;
        filling.start();
        for (long i = 0; i < ROUNDS; ) {
            if (pass(i)) i++;
            else LockSupport.park(this);
        }
        filling.join();
        assertThat(ring.safeUpTo()).isEqualTo(ROUNDS - 1);
    }

    private static final class Reliable extends Receiver<String> {
        private static final long serialVersionUID = 1;

        Reliable() {
            super(StorageLevel.MEMORY_ONLY_SER);
        }

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }

    @Test
    void shouldWakeEveryThreadThatWaitsForRoomOrSafety() throws Exception {
        Reliable reliable = new Reliable();
        ReceiverSupervisor supervisor = new ReceiverSupervisor(
                new ReceiverSettings("reliable", 0, 100, 1_000_000_000, 0, 0),
                new byte[0],
                reliable,
                Codecs.TEXT,
                ring,
                ReceiverCounters.detached(),
                InstantSource.system());
        supervisor.onStart();
        AtomicInteger stored = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        reliable.store(List.of("one", "two"));
                        stored.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (long i = 0; i < 3 * ROUNDS; ) {
            if (pass(i)) i++;
            else LockSupport.park(this);
        }
        for (Thread thread : threads) thread.join();
        assertThat(stored).hasValue(3 * ROUNDS);
        supervisor.onClose();
    }
}
