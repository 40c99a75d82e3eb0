package io.headrace.bench.joins;

import io.headrace.FlatJoin;
import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.ViewDStream;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import io.headrace.bench.prepared.PreparedTicks;
import io.headrace.function.FlatOut;
import java.time.Duration;
import java.util.List;

/**
 * The join on views, from prepared blocks: both streams, in windows of a second. <b>Threading:</b> the main thread and the workers.
 */
@SuppressWarnings("ThreadLocalUsage") // one program is written in a process
public final class PreparedJoin implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Duration interval = Duration.ofMillis(Deal.BATCH_MILLIS);
        try (PreparedTicks orders = DealTicks.read(task, Deal.ORDER);
                PreparedTicks payments = DealTicks.read(task, Deal.PAYMENT);
                PreparedProgram program =
                        new PreparedProgram("joins", interval, task.threads(), List.of(orders, payments))) {
            write(program.context(), task.tally(), task.threads());
            program.start();
            long time = 1;
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < orders.ticks(); tick++) program.batch(time++, tick);
            }
        }
    }

    private static void write(StreamingContext context, Tally tally, int partitions) {
        ThreadLocal<Tally.Part> parts = ThreadLocal.withInitial(tally::part); // rows are read by all workers
        ViewDStream<SeenDeal> orders = context.polledViewStream("orders", PreparedProgram.INPUT, SeenDeal.views());
        ViewDStream<SeenDeal> payments = context.polledViewStream("payments", PreparedProgram.INPUT, SeenDeal.views());
        Duration second = Duration.ofMillis(Deal.WINDOW_MILLIS);
        orders.join(
                        payments,
                        FlatJoin.<SeenDeal, SeenDeal, Paid>on(
                                        Keys.ofLong(SeenDeal::order),
                                        Keys.ofLong(SeenDeal::order),
                                        Paid.views(),
                                        PreparedJoin::row)
                                .window(second, second)
                                .numPartitions(partitions))
                .foreachRDD(rows ->
                        rows.foreach(row -> parts.get().add(Deal.rowHash(row.order(), row.amount(), row.paid()), 1)));
    }

    private static void row(SeenDeal order, SeenDeal payment, FlatOut<Paid> out) {
        out.add().order(order.order()).amount(order.amount()).paid(payment.amount());
    }
}
