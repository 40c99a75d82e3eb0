package io.headrace.exec.receive;

import io.headrace.exec.counters.Counter;
import io.headrace.receiver.FullPolicy;
import java.util.function.BooleanSupplier;

/**
 * Who may come in, and what becomes of those who may not.
 *
 * <p><b>Threading:</b> as its parts; the counters are written by who takes records in.
 *
 * @param limit of records a second
 * @param whenFull what happens to a record that there is no room for
 * @param limited counts how often the limit held the source
 * @param dropped counts the records that were dropped here
 * @param sheds whether records are dropped now though there is room: batches are late. It is asked once a step, not once a record, and
 *     answers with a read of a field that changes when batches begin or cease to be late; so it costs a record nothing
 */
public record Door(RateLimit limit, FullPolicy whenFull, Counter limited, Counter dropped, BooleanSupplier sheds) {
    /** No limit, and who finds no room waits. */
    public static Door open() {
        return new Door(RateLimit.none(), FullPolicy.BLOCK, Counter.detached(), Counter.detached(), () -> false);
    }

    /** Whether a record that comes now is dropped as if there were no room. Where the oldest are dropped, the intake does that. */
    boolean shedsNewest() {
        return whenFull == FullPolicy.DROP_NEWEST && sheds.getAsBoolean();
    }

    boolean dropsNewest() {
        return whenFull == FullPolicy.DROP_NEWEST;
    }

    /** The ring is full: fails where that is not to be borne. */
    void checkBearsFull(String stream, int slots) {
        if (whenFull == FullPolicy.FAIL) throw new StreamFullException(stream, slots);
    }
}
