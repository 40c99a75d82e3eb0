package io.headrace.plan;

import io.headrace.function.VoidFunction2;
import io.headrace.sink.ExactlyOnceSink;
import org.jspecify.annotations.Nullable;

/**
 * What is done with each batch of a stream: a reason for everything it depends on to be computed.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param id counts the outputs of a program in the order in which they were written
 * @param body is given the dataset of the batch (an {@code Rdd} of the API) and the batch's time in milliseconds
 * @param sink takes each batch once, instead of the body; null for an output that is run at least once
 * @param isRepeatable whether the body replaces what it has written of a batch before, so that it may be called once more
 */
public record Output(
        int id,
        String word,
        Node node,
        VoidFunction2<Object, Long> body,
        CallSite site,
        @Nullable ExactlyOnceSink<Object> sink,
        boolean isRepeatable) {
    /** One that is run at least once. */
    public Output(int id, String word, Node node, VoidFunction2<Object, Long> body, CallSite site) {
        this(id, word, node, body, site, null, false);
    }

    /** One that is run at least once, and may be run again within its batch. */
    public static Output repeatable(int id, String word, Node node, VoidFunction2<Object, Long> body, CallSite site) {
        return new Output(id, word, node, body, site, null, true);
    }

    /** One that is run exactly once; who runs programs and does not know of sinks fails on it. */
    public static Output to(ExactlyOnceSink<Object> sink, int id, String word, Node node, CallSite site) {
        VoidFunction2<Object, Long> refusal = (rdd, time) -> {
            throw new PlanException(word + " at " + site + ": what runs this program knows no exactly-once sinks");
        };
        return new Output(id, word, node, refusal, site, sink, true);
    }

    @Override
    public String toString() {
        return "output " + id + ": " + word + " of #" + node.id() + " at " + site;
    }
}
