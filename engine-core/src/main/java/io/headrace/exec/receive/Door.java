package io.headrace.exec.receive;

import io.headrace.exec.counters.Counter;
import io.headrace.receiver.FullPolicy;

/**
 * Who may come in, and what becomes of those who may not.
 *
 * <p><b>Threading:</b> as its parts; the counters are written by who takes records in.
 *
 * @param limit of records a second
 * @param whenFull what happens to a record that there is no room for
 * @param limited counts how often the limit held the source
 * @param dropped counts the records that were dropped here
 */
public record Door(RateLimit limit, FullPolicy whenFull, Counter limited, Counter dropped) {
    /** No limit, and who finds no room waits. */
    public static Door open() {
        return new Door(RateLimit.none(), FullPolicy.BLOCK, Counter.detached(), Counter.detached());
    }

    boolean dropsNewest() {
        return whenFull == FullPolicy.DROP_NEWEST;
    }

    /** The ring is full: fails where that is not to be borne. */
    void checkBearsFull(String stream, int slots) {
        if (whenFull == FullPolicy.FAIL) throw new StreamFullException(stream, slots);
    }
}
