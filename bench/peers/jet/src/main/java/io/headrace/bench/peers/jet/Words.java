package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.Traversers.traverseArray;
import static com.hazelcast.jet.aggregate.AggregateOperations.counting;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.function.Functions;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.List;

/** Word count in tumbling windows, a pass over the file being a window. */
public final class Words implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(RepeatedP.source(Words::lines, ""))
                .withNativeTimestamps(0)
                .flatMap(line -> traverseArray(line.split(" ")))
                .groupingKey(Functions.wholeItem())
                .window(tumbling(1))
                .aggregate(counting())
                .writeTo(Jets.tally(Words::add));
        Jets.run(pipeline, task);
    }

    private static void add(Tally.Part tally, KeyedWindowResult<String, Long> row) {
        tally.add(KeyHash.of(row.key()), row.result());
    }

    static RepeatedP.Part<String> lines(int part, int parts) throws Exception {
        List<String> lines = InputLines.read(Task.current().input(), parts).get(part);
        return new RepeatedP.Part<>() {
            @Override
            public int size() {
                return lines.size();
            }

            @Override
            public String get(int i) {
                return lines.get(i);
            }
        };
    }
}
