package io.headrace.bench.peers.jet;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.BiConsumerEx;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.concurrent.TimeUnit;

/** A member of its own, embedded, without a network to find others in. <b>Threading:</b> the main thread. */
final class Jets {
    private Jets() {}

    static HazelcastInstance start(int threads) {
        Config config = new Config();
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(threads);
        return Hazelcast.newHazelcastInstance(config);
    }

    /** Runs a pipeline, without snapshots, until all passes of the task have come out. */
    static void run(Pipeline pipeline, Task task) throws InterruptedException {
        HazelcastInstance member = start(task.threads());
        Job job = member.getJet().newJob(pipeline, new JobConfig().setMetricsEnabled(false));
        while (!task.meter().isOver() || !task.isDone()) {
            if (job.getStatus() == JobStatus.FAILED) job.join();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        job.cancel();
    }

    /** A sink that puts rows into the tally. */
    static <T> Sink<T> tally(BiConsumerEx<Tally.Part, T> add) {
        return SinkBuilder.sinkBuilder(
                        "tally", context -> Task.current().tally().part())
                .<T>receiveFn(add)
                .build();
    }
}
