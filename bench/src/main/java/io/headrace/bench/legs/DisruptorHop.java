package io.headrace.bench.legs;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;

/** The limit: a ring of the Disruptor with a number in each slot, one on each side. */
public final class DisruptorHop extends Hop {
    private final RingBuffer<long[]> ring =
            RingBuffer.createSingleProducer(() -> new long[1], SLOTS, new BusySpinWaitStrategy());
    private final EventPoller<long[]> poller = ring.newPoller();
    private long given; // the giving thread's
    private long next; // the taking thread's
    private int taken;

    /** For the fork. */
    public DisruptorHop() {
        ring.addGatingSequences(poller.getSequence());
    }

    @Override
    boolean give() {
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException e) {
            return false;
        }
        ring.get(sequence)[0] = given++;
        ring.publish(sequence);
        return true;
    }

    @Override
    int take() {
        taken = 0;
        try {
            poller.poll(this::take);
        } catch (Exception e) {
            throw new IllegalStateException("taking a number failed", e);
        }
        return taken;
    }

    private boolean take(long[] slot, long sequence, boolean endOfBatch) {
        if (slot[0] != next) throw new IllegalStateException(slot[0] + " came at " + sequence + " instead of " + next);
        next++;
        taken++;
        return true;
    }

    @Override
    void close() {
        // nothing is held
    }
}
