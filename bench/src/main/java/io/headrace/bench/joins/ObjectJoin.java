package io.headrace.bench.joins;

import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import java.time.Duration;
import java.util.List;

/** The join on objects, batches being lists on the heap: windows of both streams. <b>Threading:</b> the main thread and the workers. */
@SuppressWarnings("ThreadLocalUsage") // one program is written in a process
public final class ObjectJoin implements Contender {
    private static final Duration WINDOW = Duration.ofMillis(Deal.WINDOW_MILLIS);

    private int now;

    @Override
    public void run(Task task) throws Exception {
        List<List<List<Deal>>> orders = DealTicks.objects(task, Deal.ORDER);
        List<List<List<Deal>>> payments = DealTicks.objects(task, Deal.PAYMENT);
        ThreadLocal<Tally.Part> parts = ThreadLocal.withInitial(task.tally()::part); // rows are read by all workers
        Duration interval = Duration.ofMillis(Deal.BATCH_MILLIS);
        try (PreparedProgram program = new PreparedProgram("joins", interval, task.threads(), List.of())) {
            windows(program.context(), orders)
                    .join(windows(program.context(), payments))
                    .foreachRDD(rows -> rows.foreach(row -> parts.get()
                            .add(Deal.rowHash(row._1(), row._2()._1(), row._2()._2()), 1)));
            program.start();
            long time = 1;
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (now = 0; now < orders.size(); now++) program.batch(time++, PreparedProgram.NOTHING);
            }
        }
    }

    private PairDStream<Long, Long> windows(StreamingContext context, List<List<List<Deal>>> ticks) {
        return context.batchStream(time -> ticks.get(now))
                .mapToPair(deal -> new Tuple2<>(deal.order(), deal.amount()))
                .window(WINDOW, WINDOW);
    }
}
