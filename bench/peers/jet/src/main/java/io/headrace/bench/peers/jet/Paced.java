package io.headrace.bench.peers.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.Sources;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.openloop.OpenLoop;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A running count of each key, a row for each record. */
public final class Paced implements Contender {
    private static @Nullable OpenLoop current;

    /** A record of the load. */
    record Tick(long key, long due) implements Serializable {}

    static synchronized OpenLoop loop() {
        OpenLoop loop = current;
        if (loop == null) current = loop = new OpenLoop(Task.current());
        return loop;
    }

    @Override
    public void run(Task task) throws Exception {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.<Tick>streamFromProcessor("ticks", ProcessorMetaSupplier.of(1, SourceP::new)))
                .withoutTimestamps()
                .groupingKey(Tick::key)
                .mapStateful(LongAccumulator::new, (count, key, tick) -> {
                    count.add(1);
                    return tick;
                })
                .writeTo(SinkBuilder.sinkBuilder("sink", context -> loop().part())
                        .<Tick>receiveFn((part, tick) -> part.record(tick.due()))
                        .build());
        HazelcastInstance member = Jets.start(task.threads());
        var job = member.getJet().newJob(pipeline, new JobConfig().setMetricsEnabled(false));
        loop().conclude(task);
        job.cancel();
    }

    /** Cooperative: gives what is due and has room. <b>Threading:</b> a cooperative thread of Jet's. */
    private static final class SourceP extends AbstractProcessor {
        private static final int MOST = 256;

        private final OpenLoop loop = loop();

        @Override
        public boolean complete() {
            for (int due = loop.due(MOST); due > 0; due--) {
                if (!tryEmit(new Tick(loop.nextKey(), loop.nextDue()))) break;
                loop.sent();
            }
            return false;
        }
    }
}
