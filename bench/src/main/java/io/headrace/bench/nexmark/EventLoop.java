package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import io.headrace.memory.RawMemory;

/** A query by hand over events that lie in memory. <b>Threading:</b> one thread. */
abstract class EventLoop {
    private final Tally.Part tally;

    EventLoop(Tally.Part tally) {
        this.tally = tally;
    }

    /** An event comes. */
    abstract void event(long at, int length);

    /** A batch of events has ended. */
    void endBatch() {
        // most queries do not care
    }

    /** A pass has ended: the next one begins from nothing. */
    void endPass() {
        // most queries keep nothing
    }

    final void row(long hash) {
        tally.add(hash, 1);
    }

    static int kind(long event) {
        return RawMemory.getInt(event + NexmarkEvent.KIND);
    }

    static boolean isBid(long event) {
        return kind(event) == NexmarkEvent.BID;
    }

    static long time(long event) {
        return RawMemory.getLong(event + NexmarkEvent.TIME);
    }

    static long first(long event) {
        return RawMemory.getLong(event + NexmarkEvent.FIRST);
    }

    static long second(long event) {
        return RawMemory.getLong(event + NexmarkEvent.SECOND);
    }

    static long third(long event) {
        return RawMemory.getLong(event + NexmarkEvent.THIRD);
    }

    static long fourth(long event) {
        return RawMemory.getLong(event + NexmarkEvent.FOURTH);
    }
}
