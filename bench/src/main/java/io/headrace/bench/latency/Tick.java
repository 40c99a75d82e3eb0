package io.headrace.bench.latency;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A record of the load, seen where it lies: a key, and when it was meant to be sent. */
public interface Tick {
    int LENGTH = 16;

    long key();

    long due();

    static FlatViews<Tick> views() {
        return FlatViews.of(
                Tick.class, FlatLayout.builder().addLong("key").addLong("due").build());
    }
}
