package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Task;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** An embedded cluster: objects are reused, state lies on the heap, there are no checkpoints. <b>Threading:</b> the main thread. */
final class Flinks {
    private Flinks() {}

    static StreamExecutionEnvironment environment(Task task) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(1));
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, task.threads());
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        return StreamExecutionEnvironment.createLocalEnvironment(task.threads(), configuration);
    }
}
