package io.headrace.bench.joins;

import io.headrace.bench.fork.Deal;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A {@link Deal}, seen where it lies. */
interface SeenDeal {
    long order();

    long amount();

    int time();

    int kind();

    static FlatViews<SeenDeal> views() {
        return FlatViews.of(
                SeenDeal.class,
                FlatLayout.builder()
                        .addLong("order")
                        .addLong("amount")
                        .addInt("time")
                        .addInt("kind")
                        .build());
    }
}
