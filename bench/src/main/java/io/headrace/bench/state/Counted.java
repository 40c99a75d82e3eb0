package io.headrace.bench.state;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A row: a key, and how often it has come up to now. */
interface Counted {
    long key();

    Counted key(long key);

    long count();

    Counted count(long count);

    static FlatViews<Counted> views() {
        return FlatViews.of(
                Counted.class,
                FlatLayout.builder().addLong("key").addLong("count").build());
    }
}
