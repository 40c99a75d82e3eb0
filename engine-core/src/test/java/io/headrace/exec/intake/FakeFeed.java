package io.headrace.exec.intake;

import static java.util.Objects.requireNonNull;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A ring that a test fills: each block has one record, a number, and that number as source position. */
final class FakeFeed implements BlockFeed, AutoCloseable {
    private final int streamId;
    private final BlockPool pool;
    private final BlockWriter writer = new BlockWriter();
    private final ArrayDeque<Block> ring = new ArrayDeque<>();
    private final ArrayDeque<Block> spares = new ArrayDeque<>();
    private final long record = NativeMemory.allocateZeroed(60_000, MemoryTag.TEST);
    long next;
    long safe = -1;
    long calls;
    /** What a receiver does that has room again. */
    Runnable refill = () -> {};

    FakeFeed(int streamId, BlockPool pool) {
        this.streamId = streamId;
        this.pool = pool;
    }

    /** Publishes a block whose record is this number, in so many bytes. */
    void publish(long number, int bytes) {
        Block block = spares.isEmpty() ? requireNonNull(pool.acquire(), "the pool is exhausted") : spares.pop();
        RawMemory.putLong(record, number);
        writer.open(block);
        if (writer.append(record, bytes) != BlockWriter.APPENDED) throw new AssertionError("no room");
        writer.sourcePosition(record, Long.BYTES);
        writer.seal(streamId, next++, 0, 0);
        ring.add(block);
    }

    void publish(long number) {
        publish(number, Long.BYTES);
    }

    int published() {
        return ring.size();
    }

    @Override
    public int waiting() {
        return ring.size();
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public @Nullable Block exchange(Block spare) {
        Block block = ring.poll();
        if (block == null) return null;
        spares.push(spare);
        refill.run();
        return block;
    }

    @Override
    public void safe(long blockSequence) {
        if (blockSequence <= safe) throw new AssertionError("block " + blockSequence + " after block " + safe);
        safe = blockSequence;
        calls++;
    }

    @Override
    public void close() {
        ring.forEach(Block::release);
        spares.forEach(Block::release);
        NativeMemory.free(record, 60_000, MemoryTag.TEST);
    }
}
