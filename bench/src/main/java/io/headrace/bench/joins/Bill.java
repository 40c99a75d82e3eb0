package io.headrace.bench.joins;

import io.headrace.bench.fork.Deal;
import io.headrace.function.FlatOut;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/**
 * The state of an order number within a window: the order's amount, 0 as long as it has not come, and payments that wait for it, in vain where it was of the window
 * before. No order is paid in more than three parts; more than there is room for are an error.
 */
interface Bill {
    int window();

    Bill window(int window);

    int waiting();

    Bill waiting(int waiting);

    long amount();

    Bill amount(long amount);

    long first();

    Bill first(long paid);

    long second();

    Bill second(long paid);

    long third();

    Bill third(long paid);

    static FlatViews<Bill> views() {
        return FlatViews.of(
                Bill.class,
                FlatLayout.builder()
                        .addInt("window")
                        .addInt("waiting")
                        .addLong("amount")
                        .addLong("first")
                        .addLong("second")
                        .addLong("third")
                        .build());
    }

    /** A deal comes. */
    static void meet(SeenDeal deal, Bill state, FlatOut<Paid> out) {
        int window = deal.time() / Deal.WINDOW_MILLIS;
        if (state.window() != window) state.window(window).waiting(0).amount(0);
        if (deal.kind() == Deal.ORDER) {
            state.amount(deal.amount());
            for (int i = 0; i < state.waiting(); i++) row(deal.order(), state, waiting(state, i), out);
        } else if (state.amount() != 0) {
            row(deal.order(), state, deal.amount(), out);
        } else {
            await(state, deal.order(), deal.amount());
        }
    }

    private static void row(long order, Bill state, long paid, FlatOut<Paid> out) {
        out.add().order(order).amount(state.amount()).paid(paid);
    }

    private static void await(Bill state, long order, long paid) {
        int waiting = state.waiting();
        switch (waiting) {
            case 0 -> state.first(paid);
            case 1 -> state.second(paid);
            case 2 -> state.third(paid);
            default ->
                throw new IllegalStateException("more payments wait for order " + order + " than there is room for");
        }
        state.waiting(waiting + 1);
    }

    private static long waiting(Bill state, int i) {
        return switch (i) {
            case 0 -> state.first();
            case 1 -> state.second();
            default -> state.third();
        };
    }
}
