package io.headrace.bench.fork;

import java.io.Serializable;
import java.util.List;

/**
 * When events happen for an engine that goes by their times, pass after pass: each pass begins with a window, and behind its last one there is another without
 * any events, so that no window reaches from pass to pass.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param first when the first window begins
 * @param pass how long a pass is
 */
public record EventTimes(long first, long pass) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Those of all events of a file. */
    public static EventTimes of(List<NexmarkEvent> events) {
        long first = window(events.get(0).time());
        long last = window(events.get(events.size() - 1).time());
        return new EventTimes(first, last - first + 2 * NexmarkEvent.WINDOW_MILLIS);
    }

    private static long window(long time) {
        return time - time % NexmarkEvent.WINDOW_MILLIS;
    }

    public long of(int passes, NexmarkEvent event) {
        return beginOf(passes) + event.time() - first;
    }

    /** When a pass begins; the first one is 0. */
    public long beginOf(int passes) {
        return passes * pass;
    }
}
