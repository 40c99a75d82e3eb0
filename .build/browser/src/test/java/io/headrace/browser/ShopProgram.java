package io.headrace.browser;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A program with something of everything that the console shows: two inputs, one of them lost; state; a window; two outputs. */
final class ShopProgram implements AutoCloseable {
    private static final long BATCH_MILLIS = 50;
    private static final int GOODS = 40;

    private final Path directory;
    private final StreamingContext context;
    private final AtomicLong sold = new AtomicLong();

    /**
     * A shop.
     *
     * @param directory that it keeps its data in
     * @param customers who order in turn
     * @param lostPort where nobody listens
     */
    ShopProgram(Path directory, long ordersPerSecond, int customers, int lostPort) {
        this.directory = directory;
        context = StreamingContext.builder("shop")
                .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                .directory(directory)
                .workers(2)
                .console(0)
                .set("headrace.receiver.restart.delay", "500ms")
                .build();
        PairDStream<Long, Long> orders = context.rateStream(ordersPerSecond)
                .name("orders")
                .mapToPair(order -> new Tuple2<>(order % customers, order % GOODS));
        orders.<Long>updateStateByKey((goods, spent) -> Optional.of(spent.orElse(0L) + goods.size()))
                .name("spent by customer")
                .foreachRDD(rdd -> sold.set(rdd.count()));
        orders.mapToPair(order -> new Tuple2<>(order._2(), 1L))
                .reduceByKeyAndWindow(Long::sum, Durations.seconds(2), Durations.milliseconds(BATCH_MILLIS))
                .name("popular goods")
                .foreachRDD(rdd -> rdd.collect());
        context.socketTextStream("localhost", lostPort)
                .name("<img src=x onerror=alert(1)> returns")
                .foreachRDD(rdd -> rdd.count());
        context.start();
    }

    URI uri() {
        return Objects.requireNonNull(context.consoleUri());
    }

    Path counters() {
        return directory.resolve("counters");
    }

    @Override
    public void close() {
        context.close();
    }
}
