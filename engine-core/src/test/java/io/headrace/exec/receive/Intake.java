package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The other end of a ring, with a pool of its own: takes blocks out and keeps what was in them. */
final class Intake implements AutoCloseable {
    static final int BLOCK_BYTES = BlockPool.MIN_BLOCK_SIZE;

    /** What a block held. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Taken(
            int stream, long sequence, List<byte[]> records, byte[] position, long firstArrival, long lastArrival) {
        List<String> texts() {
            return records.stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private final BlockPool pool;
    final BlockRing ring;
    private final BlockReader reader = new BlockReader();
    private Block spare;
    final List<Taken> taken = new ArrayList<>();
    volatile int wakes;
    volatile int receiverWakes;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts
    Intake(int slots) {
        pool = Objects.requireNonNull(
                BlockPool.tryCreate(BLOCK_BYTES, slots + 1, MemoryBudget.process()), "memory for a small pool");
        ring = BlockRing.create(pool, slots, () -> wakes++, () -> receiverWakes++);
        spare = Objects.requireNonNull(pool.acquire(), "a spare block");
    }

    /** Takes one block, if there is one. */
    boolean take() {
        Block filled = ring.exchange(spare);
        if (filled == null) return false;
        spare = filled;
        assertThat(reader.wrap(filled.address(), filled.used())).isEqualTo(BlockHealth.SOUND);
        List<byte[]> records = new ArrayList<>();
        reader.forEach((address, length) -> records.add(bytes(address, length)));
        taken.add(new Taken(
                reader.streamId(),
                reader.sequence(),
                records,
                bytes(reader.positionAddress(), reader.positionLength()),
                reader.firstArrivalNanos(),
                reader.lastArrivalNanos()));
        return true;
    }

    Intake takeAll() {
        while (take()) {}
        return this;
    }

    /** Takes one block without looking, and makes it safe. */
    boolean pass(long sequence) {
        Block filled = ring.exchange(spare);
        if (filled == null) return false;
        spare = filled;
        ring.safe(sequence);
        return true;
    }

    Taken last() {
        return taken.get(taken.size() - 1);
    }

    List<String> texts() {
        return taken.stream().flatMap(block -> block.texts().stream()).toList();
    }

    Stream<Long> sequences() {
        return taken.stream().map(Taken::sequence);
    }

    private static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        return bytes;
    }

    /** Fails when a block is missing. */
    @Override
    public void close() {
        ring.close();
        spare.release();
        pool.close();
    }
}
