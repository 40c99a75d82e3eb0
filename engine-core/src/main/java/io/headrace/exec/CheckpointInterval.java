package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import java.time.Duration;

/**
 * How long it is from one checkpoint to the next: the shortest of what the setting and the streams say, for all state is in one.
 *
 * <p><b>Threading:</b> stateless.
 */
final class CheckpointInterval {
    private static final long SHORTEST_DEFAULT = 10_000;

    private CheckpointInterval() {}

    /** In milliseconds, a multiple of the batch interval. */
    static long of(Program program, HeadraceConf conf) {
        long batch = program.batchMillis();
        long shortest = Long.MAX_VALUE;
        for (Node node : program.nodes()) {
            Duration asked = node.checkpointInterval();
            if (asked != null) shortest = Math.min(shortest, asked.toMillis());
        }
        Duration set = conf.checkpointInterval();
        if (set != null) {
            if (set.toMillis() % batch != 0 || set.toMillis() * 1_000_000 != set.toNanos())
                throw new StreamingException("headrace.checkpoint.interval=" + set.toMillis()
                        + "ms: it must be a multiple of the batch interval, " + batch + "ms");
            shortest = Math.min(shortest, set.toMillis());
        }
        if (shortest != Long.MAX_VALUE) return shortest;
        return (SHORTEST_DEFAULT + batch - 1) / batch * batch;
    }
}
