package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.summingLong;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.Serializable;

/** Sums by key in tumbling windows, a pass over the file being a window. */
public final class Keyed implements Contender {
    /** A record as an object. */
    record Sale(long key, long number) implements Serializable {}

    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(RepeatedP.source(Keyed::sales, new Sale(0, 0)))
                .withNativeTimestamps(0)
                .groupingKey(Sale::key)
                .window(tumbling(1))
                .aggregate(summingLong(Sale::number))
                .writeTo(Jets.tally(Keyed::add));
        Jets.run(pipeline, task);
    }

    private static void add(Tally.Part tally, KeyedWindowResult<Long, Long> row) {
        tally.add(KeyHash.of((long) row.key()), row.result());
    }

    private static RepeatedP.Part<Sale> sales(int part, int parts) throws Exception {
        Records records = Records.read(Task.current().input(), part, parts);
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return records.size();
            }

            @Override
            public Sale get(int i) {
                return new Sale(records.key(i), records.number(i));
            }
        };
    }
}
