package io.headrace.exec;

import io.headrace.exec.counters.Counter;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.ErrorFile;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.receive.ReceiverProblem;
import io.headrace.exec.receive.ReceiverSupervisor;
import io.headrace.exec.role.Agent;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.storage.BlockStore;
import io.headrace.wal.Log;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks ten times a second at what nobody counts as it happens: how full the rings and the memory are, how far the log is, what receivers
 * were lost to. So none of it costs the threads that do the work.
 *
 * <p><b>Threading:</b> as {@link Agent}, on a thread that has time.
 */
final class Gauges implements Agent {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** One input: where its ring's filling is shown, and what was seen of its errors. */
    private static final class Watched {
        final Inputs.Received received;
        final Counter waiting;
        final Counter restarts;
        long restartsSeen;

        @Nullable
        ReceiverProblem problemSeen;

        Watched(Inputs.Received received, Counters counters) {
            this.received = received;
            int stream = received.streamId();
            String label = received.label();
            waiting = counters.counter(CounterId.RING_WAITING, stream, label);
            counters.counter(CounterId.RING_SLOTS, stream, label)
                    .set(received.ring().slots());
            restarts = counters.counter(CounterId.RECEIVER_RESTARTS, stream, label);
        }
    }

    private final List<Watched> inputs;
    private final ErrorFile errors;
    private final Blocks blocks;
    private final SpillSpace spill;
    private final @Nullable Log log;
    private final Counter logSequence;
    private final Counter durableSequence;
    private final Counter blocksInMemory;
    private final Counter bytesInMemory;
    private final Counter evictions;
    private final Counter spillBytes;
    private final Counter bytesOutside;
    private final Counter memoryReserved;
    private final Counter rowsKept;
    private final Counter rowsSpilled;
    private final SpillWatch spillWatch;
    private long nextLook = System.nanoTime();

    Gauges(
            String context,
            Inputs inputs,
            Blocks blocks,
            SpillSpace spill,
            @Nullable Log log,
            Counters counters,
            ErrorFile errors) {
        this.inputs = inputs.received().stream()
                .map(one -> new Watched(one, counters))
                .toList();
        this.errors = errors;
        this.blocks = blocks;
        this.spill = spill;
        this.log = log;
        logSequence = counters.counter(CounterId.LOG_SEQUENCE);
        durableSequence = counters.counter(CounterId.DURABLE_SEQUENCE);
        blocksInMemory = counters.counter(CounterId.BLOCKS_IN_MEMORY);
        bytesInMemory = counters.counter(CounterId.BYTES_IN_MEMORY);
        evictions = counters.counter(CounterId.BLOCKS_EVICTED);
        spillBytes = counters.counter(CounterId.SPILL_BYTES);
        bytesOutside = counters.counter(CounterId.BLOCK_BYTES_OUTSIDE);
        rowsKept = counters.counter(CounterId.ROW_BYTES_KEPT);
        rowsSpilled = counters.counter(CounterId.ROW_BYTES_SPILLED);
        memoryReserved = counters.counter(CounterId.MEMORY_RESERVED);
        counters.counter(CounterId.MEMORY_LIMIT).set(blocks.budget.limit());
        counters.counter(CounterId.SPILL_LIMIT).set(blocks.spillLimit());
        spillWatch = new SpillWatch(context, blocks, errors);
    }

    @Override
    public String roleName() {
        return "gauges";
    }

    @Override
    public int doWork() {
        long now = System.nanoTime();
        if (now - nextLook < 0) return 0;
        nextLook = now + LOOK_NANOS;
        look();
        return 0;
    }

    private void look() {
        for (int i = 0; i < inputs.size(); i++) look(inputs.get(i));
        if (log != null) {
            logSequence.set(log.lastSequence());
            durableSequence.set(log.durableSequence());
        }
        BlockStore store = blocks.store;
        blocksInMemory.set(store.heldBlocks());
        bytesInMemory.set(store.bytesInMemory());
        evictions.set(store.evictions());
        spillBytes.set(blocks.spilledBytes() + spill.fileBytes());
        bytesOutside.set(store.bytesOutside());
        spillWatch.look();
        rowsKept.set(spill.memoryBytes());
        rowsSpilled.set(spill.writtenBytes());
        memoryReserved.set(blocks.budget.reserved());
    }

    @SuppressWarnings("ReferenceEquality") // the same problem once more is another object
    private void look(Watched input) {
        input.waiting.set(input.received.ring().waiting());
        ReceiverProblem problem = problem(input.received.agent());
        long restarts = input.restarts.get();
        boolean isNew = restarts != input.restartsSeen || problem != input.problemSeen;
        if (isNew && problem != null) {
            long times = Math.max(1, restarts - input.restartsSeen);
            errors.record(input.received.node().describe(), problem.toString(), times);
        }
        input.restartsSeen = restarts;
        input.problemSeen = problem;
    }

    private static @Nullable ReceiverProblem problem(Agent agent) {
        if (agent instanceof ReceiverAgent polled) return polled.problem();
        return agent instanceof ReceiverSupervisor supervisor ? supervisor.problem() : null;
    }

    @Override
    public long maxIdleNanos() {
        return Math.max(0, nextLook - System.nanoTime());
    }

    /** The last values stay in the file. */
    @Override
    public void onClose() {
        look();
    }
}
