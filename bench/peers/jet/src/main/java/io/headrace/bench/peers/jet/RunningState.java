package io.headrace.bench.peers.jet;

import com.hazelcast.function.Functions;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.pipeline.Pipeline;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.Serializable;

/** A running count by key, a row for each record. */
public final class RunningState implements Contender {
    /** A row. */
    record Counted(long key, long count) implements Serializable {}

    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(RepeatedP.source(RunningState::keys))
                .withoutTimestamps()
                .groupingKey(Functions.wholeItem())
                .mapStateful(LongAccumulator::new, (count, key, item) -> {
                    count.add(1);
                    return new Counted(key, count.get());
                })
                .writeTo(Jets.tally(RunningState::add));
        Jets.run(pipeline, task);
    }

    private static void add(Tally.Part tally, Counted row) {
        tally.add(KeyHash.of(row.key()), row.count());
    }

    private static RepeatedP.Part<Long> keys(int part, int parts) throws Exception {
        Records records = Records.read(Task.current().input(), part, parts);
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return records.size();
            }

            @Override
            public Long get(int i) {
                return records.key(i);
            }
        };
    }
}
