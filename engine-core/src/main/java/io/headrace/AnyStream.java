package io.headrace;

import io.headrace.plan.Given;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.ExactlyOnceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What all streams of a program have in common: a place in its plan.
 *
 * <p><b>Threading:</b> one thread writes a program.
 */
public abstract sealed class AnyStream permits DStreamLike, ViewDStream {
    private final StreamingContext context;
    private final Node node;

    AnyStream(StreamingContext context, Node node) {
        this.context = context;
        this.node = node;
    }

    public StreamingContext context() {
        return context;
    }

    /** How often it has a dataset. */
    public Duration slideDuration() {
        return Duration.ofMillis(node.slideMillis());
    }

    Node node() {
        return node;
    }

    /** The bound on what an input takes in. */
    void limit(long recordsPerSecond) {
        checkIsReceived("maxRate(" + recordsPerSecond + ")");
        if (recordsPerSecond < 1)
            throw new IllegalArgumentException(
                    node.describe() + ": maxRate(" + recordsPerSecond + "): give 1 or more records a second");
        node.flow(node.flow().withMaxRate(recordsPerSecond));
    }

    /** What an input does when it is full. */
    void full(FullPolicy policy) {
        Given.checked(policy, "policy");
        checkIsReceived("whenFull(" + policy + ")");
        node.flow(node.flow().withWhenFull(policy));
    }

    private void checkIsReceived(String call) {
        context.checkOpen();
        boolean isReceived = node.operator() instanceof Operator.Input input
                && (input.spec() instanceof InputSpec.Polled || input.spec() instanceof InputSpec.Received);
        if (!isReceived)
            throw new IllegalStateException(node.describe() + ": " + call + " is for the stream of a receiver, right"
                    + " behind the call that made it; this one takes nothing in by itself");
    }

    /** A stream that this one alone feeds, as often. */
    Node next(Operator operator) {
        return context.add(operator, List.of(node), node.slideMillis());
    }

    Node nextWindow(Operator operator, Duration slide) {
        return context.add(operator, List.of(node), slide.toMillis());
    }

    /** This and others together. */
    Node with(String word, List<? extends AnyStream> others) {
        return context.union(word, this, others);
    }

    void output(String word, Output.Body body) {
        context.addOutput(word, node, body);
    }

    /** An output whose body writes a directory for each batch, and replaces what it has written of a batch before. */
    void saved(String word, Path places, Output.Body body) {
        context.addSaved(word, node, places, body);
    }

    void sink(String word, ExactlyOnceSink<Object> sink) {
        context.addSink(word, node, sink);
    }

    /** Refuses a window that this stream cannot have. */
    void checkWindow(String word, Duration window, Duration slide) {
        checkMultiple(word, "window", window);
        checkMultiple(word, "slide", slide);
    }

    void checkMultiple(String word, String what, Duration duration) {
        long every = node.slideMillis();
        Given.checked(duration, what);
        if (duration.toNanos() > 0 && duration.toNanos() % (every * 1_000_000) == 0) return;
        throw new IllegalArgumentException(word + ": the " + what + " is " + Printed.time(duration)
                + ", and the stream has a dataset every " + every + " ms: give a multiple of that");
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
