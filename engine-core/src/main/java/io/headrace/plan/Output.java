package io.headrace.plan;

import io.headrace.sink.ExactlyOnceSink;
import org.jspecify.annotations.Nullable;

/**
 * What is done with each batch of a stream: a reason for everything it depends on to be computed.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param id counts the outputs of a program in the order in which they were written
 * @param body is given the dataset of the batch (an {@code Rdd} of the API, or what {@code isOfPairs} says) and the batch's time in milliseconds
 * @param sink takes each batch once, instead of the body; null for an output that is run at least once
 * @param isRepeatable whether the body replaces what it has written of a batch before, so that it may be called once more
 * @param isOfPairs whether the body may be given the dataset as pairs at once (a {@code PairRdd}): it makes them of an {@code Rdd} itself
 */
public record Output(
        int id,
        String word,
        Node node,
        Body body,
        CallSite site,
        @Nullable ExactlyOnceSink<Object> sink,
        boolean isRepeatable,
        boolean isOfPairs) {
    /** What is done with a batch. */
    @FunctionalInterface
    public interface Body {
        void call(Object dataset, long timeMillis) throws Exception;
    }

    /** One that is run at least once. */
    public Output(int id, String word, Node node, Body body, CallSite site) {
        this(id, word, node, body, site, null, false, false);
    }

    /** One that is run at least once, of a stream of pairs. */
    public static Output ofPairs(int id, String word, Node node, Body body, CallSite site) {
        return new Output(id, word, node, body, site, null, false, true);
    }

    /** One that is run at least once, and may be run again within its batch. */
    public static Output repeatable(int id, String word, Node node, Body body, CallSite site) {
        return new Output(id, word, node, body, site, null, true, false);
    }

    /** One that is run exactly once; who runs programs and does not know of sinks fails on it. */
    public static Output to(ExactlyOnceSink<Object> sink, int id, String word, Node node, CallSite site) {
        Body refusal = (rdd, time) -> {
            throw new PlanException(word + " at " + site + ": what runs this program knows no exactly-once sinks");
        };
        return new Output(id, word, node, refusal, site, sink, true, false);
    }

    @Override
    public String toString() {
        return "output " + id + ": " + word + " of #" + node.id() + " at " + site;
    }
}
