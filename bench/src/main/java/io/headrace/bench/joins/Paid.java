package io.headrace.bench.joins;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A row: an order, and a payment of it. */
interface Paid {
    long order();

    Paid order(long order);

    long amount();

    Paid amount(long amount);

    long paid();

    Paid paid(long paid);

    static FlatViews<Paid> views() {
        return FlatViews.of(
                Paid.class,
                FlatLayout.builder()
                        .addLong("order")
                        .addLong("amount")
                        .addLong("paid")
                        .build());
    }
}
