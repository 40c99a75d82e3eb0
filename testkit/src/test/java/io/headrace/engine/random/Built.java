package io.headrace.engine.random;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.PairDStream;
import io.headrace.RddLike;
import io.headrace.StreamingContext;
import io.headrace.Utf8DStream;
import java.util.List;

/** The parents of a step, as streams of the engine. */
@SuppressWarnings("unchecked") // the traits of a step say what its elements are
record Built(StreamingContext context, List<Object> streams) {
    DStream<Object> elements(int i) {
        return (DStream<Object>) streams.get(i);
    }

    PairDStream<String, Long> pairs(int i) {
        return (PairDStream<String, Long>) streams.get(i);
    }

    Utf8DStream views(int i) {
        return (Utf8DStream) streams.get(i);
    }

    DStreamLike<Object, ?, ? extends RddLike<Object>> any(int i) {
        return (DStreamLike<Object, ?, ? extends RddLike<Object>>) streams.get(i);
    }

    /** Names the first one. */
    void name(String name) {
        if (streams.get(0) instanceof Utf8DStream views) views.name(name);
        else any(0).name(name);
    }

    /** Whether what the program calls views are views, and not the objects instead. */
    boolean isViews(int i) {
        return streams.get(i) instanceof Utf8DStream;
    }

    boolean isPairs(int i) {
        return streams.get(i) instanceof PairDStream;
    }
}
