package io.headrace;

import io.headrace.plan.Node;

/**
 * A stream of elements, which come in batches: one dataset each batch interval.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <T> the type of the elements
 */
public sealed class DStream<T> extends DStreamLike<T, DStream<T>, Rdd<T>> permits MapWithStateDStream {
    DStream(StreamingContext context, Node node) {
        super(context, node);
    }

    @Override
    final DStream<T> stream(Node node) {
        return new DStream<>(context(), node);
    }

    @Override
    @SuppressWarnings("unchecked") // the engine's handles have no types
    final Rdd<T> rdd(Object handle) {
        return (Rdd<T>) handle;
    }

    @Override
    final DStream<T> self() {
        return this;
    }
}
