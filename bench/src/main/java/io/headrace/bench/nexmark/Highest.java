package io.headrace.bench.nexmark;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** The highest bid of a window, as a state. */
interface Highest {
    long window();

    Highest window(long window);

    long auction();

    Highest auction(long auction);

    long bidder();

    Highest bidder(long bidder);

    long price();

    Highest price(long price);

    long time();

    Highest time(long time);

    static FlatViews<Highest> views() {
        return FlatViews.of(
                Highest.class,
                FlatLayout.builder()
                        .addLong("window")
                        .addLong("auction")
                        .addLong("bidder")
                        .addLong("price")
                        .addLong("time")
                        .build());
    }
}
