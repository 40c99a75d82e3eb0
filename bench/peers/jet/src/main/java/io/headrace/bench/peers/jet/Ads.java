package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.counting;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactories;
import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;

/** Views by campaign and window; a pass over the file closes all its windows. */
public final class Ads implements Contender {
    private static final String LAST = "{\"\":\"\",\"\":\"\",\"\":\"\",\"\":\"\",\"\":\"none\",\"\":\"0\",\"\":\"\"}";

    @Override
    public void run(Task task) throws Exception {
        var campaigns = ServiceFactories.sharedService(
                context -> AdEvent.campaigns(Task.current().input()));
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(RepeatedP.source(Words::lines, LAST))
                .withNativeTimestamps(0)
                .map(AdEvent::parse)
                .filter(AdEvent::isView)
                .mapUsingService(campaigns, (map, event) -> event.key(map))
                .groupingKey(key -> key)
                .window(tumbling(1))
                .aggregate(counting())
                .writeTo(Jets.tally(Ads::add));
        Jets.run(pipeline, task);
    }

    private static void add(Tally.Part tally, KeyedWindowResult<Long, Long> row) {
        tally.add(KeyHash.of((long) row.key()), row.result());
    }
}
