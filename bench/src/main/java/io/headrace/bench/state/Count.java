package io.headrace.bench.state;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** The state of a key: how often it came. */
interface Count {
    long count();

    Count count(long count);

    static FlatViews<Count> views() {
        return FlatViews.of(Count.class, FlatLayout.builder().addLong("count").build());
    }
}
