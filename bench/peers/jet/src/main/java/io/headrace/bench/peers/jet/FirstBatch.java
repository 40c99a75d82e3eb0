package io.headrace.bench.peers.jet;

import static com.hazelcast.jet.Traversers.traverseArray;
import static com.hazelcast.jet.aggregate.AggregateOperations.counting;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.Functions;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.test.TestSources;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;

/** How long it is from before the JVM was started to the end of a small word count. */
public final class FirstBatch implements Contender {
    private static final int WORDS = 4;
    private static final double SECOND = 1e9;

    @Override
    public void run(Task task) {
        HazelcastInstance member = Jets.start(task.threads());
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(TestSources.items("to be or not"))
                .flatMap(line -> traverseArray(line.split(" ")))
                .groupingKey(Functions.wholeItem())
                .aggregate(counting())
                .writeTo(Sinks.list("counts"));
        member.getJet().newJob(pipeline).join();
        int counted = member.getList("counts").size();
        task.answer("time", task.nanosSinceLaunch() / SECOND, "s");
        if (counted != WORDS) throw new IllegalStateException(counted + " words counted, not " + WORDS);
    }
}
