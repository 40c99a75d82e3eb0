package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.codec.flat.LongField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The best bid and the best ask of each instrument over all venues, each time one of the two changes.
 *
 * <pre>
 *   ./headrace example OrderBookTop                       # quotes that are made up, over a loopback socket
 *   ./headrace example OrderBookTop localhost 9999        # or yours
 * </pre>
 *
 * <p>A quote is a binary record: an instrument, a venue, and what is bid and asked there, 0 for nothing. The book of an instrument, the state
 * of its key, has the last quote of each venue and the best of them. A quote is written into the book; when the best has moved, that is a record
 * of the stream of tops. Quotes, books and tops are flat records off the heap, seen through the interfaces below: the program makes no object
 * for any of them, however many come.
 *
 * <p><b>Threading:</b> the main thread writes the program and waits; workers call {@link #quote}, and give the tops to the listener.
 */
public final class OrderBookTop {
    static final int VENUES = 4;
    private static final int INSTRUMENTS = 20;
    private static final int QUOTES_A_SECOND = 50_000;

    private static final FlatLayout QUOTE = FlatLayout.builder()
            .addLong("instrument")
            .addLong("venue")
            .addLong("bid")
            .addLong("ask")
            .build();
    private static final FlatLayout BOOK = book();
    private static final LongField[] BIDS = ofVenues("bid");
    private static final LongField[] ASKS = ofVenues("ask");
    private static final FlatLayout TOP = FlatLayout.builder()
            .addLong("instrument")
            .addLong("bid")
            .addLong("ask")
            .build();

    private OrderBookTop() {}

    /** What a venue bids and asks, in cents; 0 for nothing. */
    public interface Quote {
        long instrument();

        long venue();

        long bid();

        long ask();
    }

    /** The state of an instrument: the best of all venues; behind them lies what each one quotes, found by the fields of a venue. */
    public interface Book extends FlatView {
        long bestBid();

        Book bestBid(long price);

        long bestAsk();

        Book bestAsk(long price);
    }

    /** The best bid and ask of an instrument, after one of them has changed. */
    public interface Top {
        long instrument();

        Top instrument(long instrument);

        long bid();

        Top bid(long price);

        long ask();

        Top ask(long price);
    }

    /** Is told of tops, by several workers at once. */
    interface Listener {
        void top(long instrument, long bid, long ask);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Usage.checkServer(args, "OrderBookTop [HOST PORT]");
        try (RecordServer server = args.length == 0 ? quotes(QUOTES_A_SECOND) : null;
                StreamingContext ctx = StreamingContext.builder("OrderBookTop")
                        .batchInterval(Durations.milliseconds(10))
                        .build()) {
            String host = server == null ? args[0] : "localhost";
            int port = server == null ? Integer.parseInt(args[1]) : server.port();
            write(
                    ctx,
                    host,
                    port,
                    (instrument, bid, ask) ->
                            System.out.println("instrument " + instrument + ": " + cents(bid) + " / " + cents(ask)));
            ctx.start();
            ctx.awaitTermination();
        }
    }

    /** The program. */
    static void write(StreamingContext ctx, String host, int port, Listener listener) {
        ctx.socketFrameStream(host, port, FlatViews.of(Quote.class, QUOTE))
                .filter(quote -> quote.venue() >= 0 && quote.venue() < VENUES)
                .mapWithState(
                        Keys.ofLong(Quote::instrument),
                        FlatStateSpec.<Quote, Book, Top>function(
                                FlatViews.of(Book.class, BOOK), FlatViews.of(Top.class, TOP), OrderBookTop::quote))
                .foreachRDD(tops -> tops.foreach(top -> listener.top(top.instrument(), top.bid(), top.ask())));
    }

    /** A quote changes its venue's line in the book, and perhaps the top. */
    private static void quote(Quote quote, FlatState<Book> state, FlatOut<Top> out) {
        Book book = state.get(); // all zeros for an instrument that is new
        int venue = (int) quote.venue();
        BIDS[venue].put(book.recordAddress(), quote.bid());
        ASKS[venue].put(book.recordAddress(), quote.ask());
        long bid = highest(BIDS, book);
        long ask = lowest(ASKS, book);
        if (bid == book.bestBid() && ask == book.bestAsk()) return;
        book.bestBid(bid).bestAsk(ask);
        out.add().instrument(quote.instrument()).bid(bid).ask(ask);
    }

    private static long highest(LongField[] prices, Book book) {
        long best = 0;
        for (LongField price : prices) best = Math.max(best, price.get(book.recordAddress()));
        return best;
    }

    /** 0 means that nobody asks. */
    private static long lowest(LongField[] prices, Book book) {
        long best = 0;
        for (LongField field : prices) {
            long price = field.get(book.recordAddress());
            if (price != 0 && (best == 0 || price < best)) best = price;
        }
        return best;
    }

    private static FlatLayout book() {
        FlatLayout.Builder book = FlatLayout.builder().addLong("bestBid").addLong("bestAsk");
        for (int venue = 0; venue < VENUES; venue++) book.addLong("bid" + venue).addLong("ask" + venue);
        return book.build();
    }

    private static LongField[] ofVenues(String side) {
        return IntStream.range(0, VENUES)
                .mapToObj(venue -> BOOK.longField(side + venue))
                .toArray(LongField[]::new);
    }

    private static String cents(long price) {
        return price == 0 ? "-" : price / 100 + "." + price / 10 % 10 + price % 10;
    }

    /** Made-up quotes: prices near that of the instrument, and a venue that now and then has nothing to quote. */
    static RecordServer quotes(int quotesASecond) throws IOException {
        return RecordServer.ofFrames(QUOTE.fixedLength(), quotesASecond, OrderBookTop::makeQuote);
    }

    static void makeQuote(long number, ByteBuffer record) {
        long instrument = RecordServer.random(number, INSTRUMENTS);
        boolean isEmpty = RecordServer.random(~number, 50) == 0;
        long middle = 10_000 + 500 * instrument + RecordServer.random(number / 1_000, 20);
        record.putLong(instrument);
        record.putLong(RecordServer.random(number + 7, VENUES));
        record.putLong(isEmpty ? 0 : middle - 1 - RecordServer.random(number + 8, 10));
        record.putLong(isEmpty ? 0 : middle + 1 + RecordServer.random(number + 9, 10));
    }
}
