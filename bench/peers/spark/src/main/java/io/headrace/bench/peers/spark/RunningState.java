package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.Optional;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/** A running count by key with {@code mapWithState}, a row for each record, a batch being a pass over the file. */
public final class RunningState implements Contender {
    /** Shorter than a pass takes, so that there is always one to be computed, and not by much. */
    private static final int INTERVAL_MILLIS = 500;

    private static final Map<Integer, Records> PARTS = new ConcurrentHashMap<>();

    @Override
    public void run(Task task) throws Exception {
        Batches.withState(task, INTERVAL_MILLIS).run(RunningState::keys, RunningState::count);
    }

    private static void count(JavaDStream<Tuple2<Long, Long>> keys) {
        keys.mapToPair(key -> key)
                .mapWithState(StateSpec.function(RunningState::next))
                .foreachRDD(counts -> counts.foreachPartition(rows -> {
                    Tally.Part tally = Task.current().tally().part();
                    while (rows.hasNext()) {
                        Tuple2<Long, Long> row = rows.next();
                        tally.add(KeyHash.of((long) row._1()), row._2());
                    }
                }));
    }

    private static Tuple2<Long, Long> next(Long key, Optional<Long> one, State<Long> state) {
        long count = (state.exists() ? state.get() : 0L) + one.orElse(0L);
        state.update(count);
        return new Tuple2<>(key, count);
    }

    private static Iterator<Tuple2<Long, Long>> keys(int part) {
        Records records = PARTS.computeIfAbsent(part, RunningState::read);
        return IntStream.range(0, records.size())
                .mapToObj(i -> new Tuple2<>(records.key(i), 1L))
                .iterator();
    }

    private static Records read(int part) {
        try {
            return Records.read(Task.current().input(), part, Task.current().threads());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the input", e);
        }
    }
}
