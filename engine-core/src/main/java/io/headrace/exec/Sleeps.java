package io.headrace.exec;

import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.role.Agent;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * How long a thread that nobody wakes may sleep. It is what an idle context costs: each look by six threads every millisecond would burn
 * some hundredths of a core.
 *
 * <p>Threads are woken for work, and agents say when their next deadline is, so most need no look of their own. A source that is polled
 * does, unless it names a channel to sleep on: it is looked at once in a block interval, for nothing of it is seen sooner than its block is
 * closed. And a clock that is set by hand calls nobody.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Sleeps {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_CALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final boolean isSystem;
    private final long lookNanos;

    Sleeps(InstantSource clock, Duration blockInterval) {
        isSystem = isSystem(clock);
        lookNanos = Math.max(SHORTEST_NANOS, Math.min(LONGEST_LOOK_NANOS, blockInterval.toNanos()));
    }

    static boolean isSystem(InstantSource clock) {
        return clock.equals(InstantSource.system()) || clock.equals(Clock.systemUTC());
    }

    /** How the thread of an agent waits that is called for all its work, or says itself how long it has time. */
    IdleStrategy idleUntilCalled(WaitPolicy policy) {
        return isSystem ? policy.newIdleWhenCalled(LONGEST_CALLED_NANOS) : policy.newIdle(SHORTEST_NANOS);
    }

    /** How the thread of this agent waits, which may have to look for something now and then. */
    IdleStrategy idle(WaitPolicy policy, Agent agent) {
        if (!isSystem) return policy.newIdle(SHORTEST_NANOS);
        if (agent instanceof ReceiverAgent receiver) return policy.newIdle(lookNanos, receiver.sleep());
        return policy.newIdleWhenCalled(LONGEST_NANOS);
    }
}
