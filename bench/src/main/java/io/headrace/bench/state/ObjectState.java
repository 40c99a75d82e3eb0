package io.headrace.bench.state;

import io.headrace.DStream;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The running count on objects, batches being lists on the heap. <b>Threading:</b> the main thread and the workers. */
public final class ObjectState implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Task task) throws Exception {
        List<List<List<Long>>> ticks = StateTicks.keys(task);
        try (PreparedProgram program = new PreparedProgram("state", INTERVAL, task.threads(), List.of())) {
            DStream<Long> keys = program.context()
                    .batchStream(time -> ticks.get((int) ((time / INTERVAL.toMillis() - 1) % ticks.size())));
            PairDStream<Long, Long> ones = keys.mapToPair(key -> new Tuple2<>(key, 1L));
            write(ones, RowsOf.valueOf(task.text("rows")), task.tally().part());
            program.start();
            long time = 1;
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < ticks.size(); tick++) program.batch(time++, PreparedProgram.NOTHING);
            }
        }
    }

    private static void write(PairDStream<Long, Long> ones, RowsOf rows, Tally.Part tally) {
        switch (rows) {
            case RECORDS ->
                ones.mapWithState(counting())
                        .foreachRDD(counts -> counts.collect().forEach(count -> add(tally, count)));
            case TOUCHED_KEYS ->
                ones.reduceByKey(Reducers.exact(Long::sum))
                        .mapWithState(counting())
                        .foreachRDD(counts -> counts.collect().forEach(count -> add(tally, count)));
            case ALL_KEYS ->
                ones.<Long>updateStateByKey((news, before) -> {
                            long sum = before.orElse(0L);
                            for (long one : news) sum += one;
                            return Optional.of(sum);
                        })
                        .foreachRDD(counts -> counts.collect().forEach(count -> add(tally, count)));
        }
    }

    private static StateSpec<Long, Long, Long, Tuple2<Long, Long>> counting() {
        return StateSpec.function(ObjectState::count);
    }

    private static Tuple2<Long, Long> count(Long key, Optional<Long> news, State<Long> state) {
        long sum = state.getOption().orElse(0L) + news.orElseThrow();
        state.update(sum);
        return new Tuple2<>(key, sum);
    }

    private static void add(Tally.Part tally, Tuple2<Long, Long> count) {
        tally.add(KeyHash.of((long) count._1()), count._2());
    }
}
