package io.headrace.bench.keyed;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A record of the input, seen where it lies. */
public interface Sale {
    long key();

    long number();

    /** As {@link io.headrace.bench.fork.Records} has it. */
    static FlatViews<Sale> views() {
        return FlatViews.of(
                Sale.class,
                FlatLayout.builder().addLong("key").addLong("number").build());
    }
}
