package io.headrace.exec;

import io.headrace.Backpressure;
import io.headrace.BehindResponse;
import io.headrace.HeadraceConf;
import io.headrace.StorageLevel;
import io.headrace.StreamingException;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.flow.BehindWatch;
import io.headrace.exec.receive.Door;
import io.headrace.exec.receive.RateLimit;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.receiver.FullPolicy;
import java.time.Duration;
import java.util.Collection;

/**
 * Makes the door of each input from what its stream says, and else from the settings.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class Doors {
    private final HeadraceConf conf;
    private final Counters counters;
    private final BehindWatch behind;

    Doors(HeadraceConf conf, Counters counters, BehindWatch behind) {
        this.conf = conf;
        this.counters = counters;
        this.behind = behind;
    }

    /** @throws StreamingException when late batches are to make inputs shed, and none of these may drop anything */
    static void checkSheds(HeadraceConf conf, Collection<Node> inputs) {
        if (conf.behindResponse() != BehindResponse.SHED) return;
        for (Node node : inputs) {
            InputSpec spec = ((Operator.Input) node.operator()).spec();
            boolean hasDoor = spec instanceof InputSpec.Polled || spec instanceof InputSpec.Received;
            if (hasDoor && policy(conf, node).drops()) return;
        }
        throw new StreamingException("headrace.behind.response=SHED: no input of the program may drop what comes, so"
                + " nothing would be shed; say whenFull(DROP_NEWEST) or whenFull(DROP_OLDEST) of an input that may lose"
                + " records, or set headrace.behind.response to WARN or JOIN");
    }

    /** @throws StreamingException when the policy cannot be had for such an input */
    Door door(int stream, Node node, InputSpec spec) {
        if (spec instanceof InputSpec.Files) return Door.open(); // whole files: nothing holds them or drops of them
        FullPolicy policy = policy(conf, node);
        check(node, spec, policy);
        Backpressure backpressure = conf.backpressure();
        Duration batch = conf.batchInterval();
        RateLimit limit = new RateLimit(
                maxRate(node),
                backpressure == null ? 0 : backpressure.initialRate(),
                batch == null ? 0 : batch.toNanos(),
                counters.counter(CounterId.RATE_LIMIT, stream, spec.label()));
        Counter dropped = counters.counter(CounterId.RECORDS_DROPPED, stream, spec.label());
        behind.counts(dropped);
        return new Door(
                limit,
                policy,
                counters.counter(CounterId.RECEIVER_LIMITED, stream, spec.label()),
                dropped,
                behind::sheds);
    }

    private long maxRate(Node node) {
        long said = node.flow().maxRate();
        return said == 0 ? conf.maxRate() : said;
    }

    private static FullPolicy policy(HeadraceConf conf, Node node) {
        FullPolicy said = node.flow().whenFull();
        return said == null ? conf.fullPolicy() : said;
    }

    private static void check(Node node, InputSpec spec, FullPolicy policy) {
        if (policy.drops()
                && spec instanceof InputSpec.Polled polled
                && polled.factory().isAcknowledged())
            throw refusal(
                    node,
                    policy,
                    "its source gives positions, or is told what is safe, and what it counts as"
                            + " taken must not be dropped: use BLOCK, SPILL or FAIL");
        if (policy == FullPolicy.SPILL && !level(spec).useDisk())
            throw refusal(
                    node,
                    policy,
                    "its storage level " + level(spec) + " keeps blocks in memory only: use a level with disk");
    }

    private static StorageLevel level(InputSpec spec) {
        return spec instanceof InputSpec.Polled polled
                ? polled.level()
                : ((InputSpec.Received) spec).receiver().storageLevel();
    }

    private static StreamingException refusal(Node node, FullPolicy policy, String why) {
        return new StreamingException(node.describe() + ": when it is full it is to " + policy + ", but " + why);
    }
}
