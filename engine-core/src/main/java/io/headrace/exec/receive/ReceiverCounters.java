package io.headrace.exec.receive;

import io.headrace.exec.counters.Counter;

/**
 * What a receiver counts; the names are those of {@link io.headrace.exec.counters.CounterId}.
 *
 * <p><b>Threading:</b> written by the receiver, one thread at a time; read by any.
 *
 * @param state see {@link ReceiverState}
 */
public record ReceiverCounters(
        Counter records,
        Counter bytes,
        Counter blocks,
        Counter rejected,
        Counter restarts,
        Counter held,
        Counter state) {
    /** Counters that stand in no file. */
    public static ReceiverCounters detached() {
        return new ReceiverCounters(
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached(),
                Counter.detached());
    }
}
