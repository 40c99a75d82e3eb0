package io.headrace.exec.fold;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Workers;
import io.headrace.exec.pass.Pass;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import io.headrace.plan.Partitioning;
import java.util.ArrayList;
import java.util.List;

/** What fold tests share. */
final class Stages {
    static final int PARTITIONS = 4;

    private Stages() {}

    static KeyPlacer placer() {
        return placer(Partitioning.of(PARTITIONS));
    }

    static KeyPlacer placer(Partitioning partitioning) {
        return KeyPlacer.of(partitioning, KeyGroups.ofDefault(), PARTITIONS, null);
    }

    static FoldSettings settings(Workers workers) {
        return new FoldSettings(workers.workers(), MemoryBudget.process(), 0);
    }

    static FoldTasks tasks(Fold fold, Node parent, Workers workers) {
        return new FoldTasks(fold, Pass.compile(parent, node -> false, workers.workers()));
    }

    static List<Object> rows(Dataset dataset, int partition, Workers workers) throws Exception {
        List<Object> rows = new ArrayList<>();
        dataset.push(partition, rows::add, workers.first());
        return rows;
    }

    static List<Object> rows(Dataset dataset, Workers workers) throws Exception {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < dataset.partitions(); i++) rows.addAll(rows(dataset, i, workers));
        return rows;
    }

    /** What groupByKey is made of. */
    @SuppressWarnings("unchecked")
    static Combine lists() {
        return new Combine(
                first -> new ArrayList<>(List.of(first)),
                (list, value) -> {
                    ((List<Object>) list).add(value);
                    return list;
                },
                (left, right) -> {
                    ((List<Object>) left).addAll((List<Object>) right);
                    return left;
                },
                false);
    }

    static Combine sum() {
        return new Combine(
                first -> first,
                (sum, value) -> (Integer) sum + (Integer) value,
                (left, right) -> (Integer) left + (Integer) right,
                true);
    }
}
