package io.headrace.engine;

import io.headrace.DatasetContext;
import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.engine.ErrorsTest.Wrong;
import io.headrace.testkit.StreamTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a dataset cannot do: the messages, with what provokes them.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ProvokedByData {
    private ProvokedByData() {}

    private static Wrong with(Consumer<DatasetContext> use) {
        return () -> {
            try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
                use.accept(test.context().sparkContext());
            }
        };
    }

    private static Wrong numbers(Consumer<Rdd<Integer>> use) {
        return with(context -> use.accept(context.parallelize(List.of(1, 2, 3), 2)));
    }

    private static Wrong histogram(double... borders) {
        return with(context -> context.parallelizeDoubles(List.of(1.0)).histogram(borders));
    }

    static Map<String, Wrong> all() {
        Map<String, Wrong> all = new LinkedHashMap<>();
        all.put(
                "histogram of \u2026 ranges: give 1 or more",
                with(context -> context.parallelizeDoubles(List.of(1.0)).histogram(0)));
        all.put("histogram: give 2 or more borders", histogram(1));
        all.put("histogram: border \u2026 comes behind \u2026; give them ascending", histogram(2, 1));
        all.put("takeSample of \u2026 elements: give 0 or more", numbers(data -> data.takeSample(false, -1)));
        all.put(
                "randomSplit: a weight is \u2026; give 0 or more",
                numbers(data -> data.randomSplit(new double[] {-1})));
        all.put(
                "randomSplit: the weights are all 0; give one above",
                numbers(data -> data.randomSplit(new double[] {0, 0})));
        all.put(
                "persist(\u2026) of data that is kept at \u2026 already: call unpersist() before",
                numbers(data -> data.persist(StorageLevel.MEMORY_ONLY).persist(StorageLevel.DISK_ONLY)));
        all.put(
                "empty collection: \u2026() on \u2026, which has no element; ask isEmpty() before",
                numbers(data -> data.filter(n -> n > 9).first()));
        all.put(
                "can't zip datasets with unequal numbers of partitions: \u2026 of one with \u2026 and one with \u2026; repartition"
                        + " one of them",
                with(context -> context.parallelize(List.of(1, 2), 1)
                        .zip(context.parallelize(List.of(1, 2), 2))
                        .collect()));
        all.put(
                "can only zip datasets with the same number of elements in each partition: the \u2026 has more; use"
                        + " zipPartitions, or join by a key of zipWithIndex",
                with(context -> context.parallelize(List.of(1, 2), 1)
                        .zip(context.parallelize(List.of(1), 1))
                        .collect()));
        return all;
    }
}
