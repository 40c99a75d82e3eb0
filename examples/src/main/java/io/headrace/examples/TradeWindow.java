package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.StreamingContext;
import io.headrace.Values;
import io.headrace.memory.codec.flat.DoubleField;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.codec.flat.LongField;
import io.headrace.source.RateSource;
import io.headrace.wal.Durability;

/**
 * The quantity traded by each account in the last ten seconds, once a second, of 100,000 trades a second that are made up. Trades are flat
 * records: they are read where they lie, through an interface, and summed off the heap. Each one is logged before it counts.
 *
 * <pre>
 *   ./headrace example TradeWindow trades
 * </pre>
 *
 * <p>Kill it and start it again: the window has what it had, and no trade is in it twice.
 *
 * <p><b>Threading:</b> the main thread writes the program and waits.
 */
public final class TradeWindow {
    private static final FlatLayout LAYOUT = FlatLayout.builder()
            .addLong("account")
            .addLong("quantity")
            .addDouble("price")
            .build();
    private static final LongField ACCOUNT = LAYOUT.longField("account");
    private static final LongField QUANTITY = LAYOUT.longField("quantity");
    private static final DoubleField PRICE = LAYOUT.doubleField("price");
    private static final int ACCOUNTS = 5;
    private static final long TRADES_A_SECOND = 100_000;

    private TradeWindow() {}

    /** A trade, as the program sees it. */
    public interface Trade {
        long account();

        long quantity();

        double price();
    }

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 1, 1, "TradeWindow DIRECTORY");
        try (StreamingContext ctx = StreamingContext.builder("TradeWindow")
                .batchInterval(Durations.milliseconds(10))
                .directory(args[0])
                .durability(Durability.PROCESS)
                .build()) {
            FlatViews<Trade> trades = FlatViews.of(Trade.class, LAYOUT);
            ctx.polledViewStream("trades", new RateSource(TRADES_A_SECOND, TradeWindow::write), trades)
                    .filter(trade -> trade.price() > 0)
                    .mapToPair(Keys.ofLong(Trade::account), Values.ofLong(Trade::quantity))
                    .reduceByKeyAndWindow(Reducers.sumLong(), Durations.seconds(10), Durations.seconds(1))
                    .print();
            ctx.start();
            ctx.awaitTermination();
        }
    }

    /** Trade {@code number}: the accounts take turns, and trade 1, 2, 3 … at a time. */
    private static int write(long number, long address, int capacity) {
        if (capacity < LAYOUT.fixedLength()) throw new IllegalArgumentException("a trade in " + capacity + " bytes");
        ACCOUNT.put(address, number % ACCOUNTS);
        QUANTITY.put(address, 1 + number % ACCOUNTS);
        PRICE.put(address, 100);
        return LAYOUT.fixedLength();
    }
}
