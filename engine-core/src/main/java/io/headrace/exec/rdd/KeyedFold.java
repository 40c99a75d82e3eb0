package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.spill.GroupSpill;
import io.headrace.exec.spill.Meter;
import io.headrace.exec.spill.SpillScope;
import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Combines the values of each key in each partition of some datasets on its own, and puts the combinations where their keys go. When the
 * heap has no room for them, what there is goes to a {@link GroupSpill}, and so does the rest.
 *
 * <p><b>Threading:</b> the thread that calls an action; its workers fold. Used once.
 */
@SuppressWarnings("NullAway") // keys and values may be null, and it does not see that functions take them
final class KeyedFold {
    private final Combine combine;
    private final Placement placement;
    private final SpillScope scope;
    private final String name;
    private final int[] firstSources;
    private final int sources;
    private final @Nullable Meter[] meters; // by source: each worker sets its own
    private volatile @Nullable GroupSpill spill;

    /**
     * A fold of these datasets.
     *
     * @param combine names itself when the user's part of it throws
     * @param name of the operation, for messages
     */
    KeyedFold(Combine combine, Placement placement, List<Rows> datasets, SpillScope scope, String name) {
        this.combine = combine;
        this.placement = placement;
        this.scope = scope;
        this.name = name;
        this.firstSources = new int[datasets.size()];
        int count = 0;
        for (int i = 0; i < firstSources.length; i++) {
            firstSources[i] = count;
            count += datasets.get(i).partitions();
        }
        this.sources = count;
        this.meters = new Meter[count];
    }

    /** What has become of the pairs; {@code inMemory} makes it of folds that have all found room. */
    WideRows.Computed of(List<Rows> datasets, Tasks tasks, InMemory inMemory) throws Exception {
        List<List<Map<Object, Object>>> folded = new ArrayList<>(sources);
        for (int i = 0; i < datasets.size(); i++) {
            int first = firstSources[i];
            folded.addAll(tasks.each(
                    datasets.get(i), (rows, partition, worker) -> one(rows, partition, first + partition, worker)));
        }
        GroupSpill outgrown = spill;
        if (outgrown == null) return inMemory.of(folded);
        tasks.times(sources, source -> {
            List<Map<Object, Object>> placed = folded.set(source, List.of()); // an element of its own
            GroupSpill.Source into = outgrown.source(source);
            for (int i = 0; i < placed.size(); i++) drain(placed.get(i), into, i);
            into.flush();
            Meter held = meters[source];
            if (held != null) held.close();
            return "";
        });
        tasks.times(placement.partitions(), partition -> {
            outgrown.finish(partition);
            return "";
        });
        return outgrown::push;
    }

    /** Makes the result of the combinations of each source, and in it of each partition of the result. */
    @FunctionalInterface
    interface InMemory {
        WideRows.Computed of(List<List<Map<Object, Object>>> folded) throws Exception;
    }

    /** For each partition of the result the combinations by key, in order; none when they have gone to the spill. */
    private List<Map<Object, Object>> one(Rows rows, int partition, int source, Worker worker) throws Exception {
        try (KeyPlacer placer = placement.placer()) {
            Folding folding = new Folding(source, placer);
            rows.push(partition, row -> folding.add(Pairs.of(row)), worker);
            return folding.end();
        }
    }

    private void drain(Map<Object, Object> byKey, GroupSpill.Source into, int partition) {
        byKey.forEach((key, value) -> into.addCombined(key, value, partition));
        byKey.clear();
    }

    private synchronized GroupSpill spill() {
        GroupSpill known = spill;
        if (known == null) spill = known = new GroupSpill(scope, name, combine, firstSources, placement.partitions());
        return known;
    }

    /**
     * One source.
     *
     * <p><b>Threading:</b> one worker.
     */
    private final class Folding {
        private final int source;
        private final KeyPlacer placer;
        private final Map<Object, Object> byKey = new LinkedHashMap<>();
        private final Meter meter = scope.meter();
        private GroupSpill.@Nullable Source beyond;

        Folding(int source, KeyPlacer placer) {
            this.source = source;
            this.placer = placer;
            meters[source] = meter;
        }

        void add(Tuple2<Object, Object> pair) throws Exception {
            if (beyond != null) {
                beyond.add(pair, placer.partitionOf(pair._1()));
                return;
            }
            Object before = byKey.get(pair._1());
            boolean known = before != null || byKey.containsKey(pair._1());
            Object combined = known
                    ? combine.addValue().call(before, pair._2())
                    : combine.create().call(pair._2());
            byKey.put(pair._1(), combined);
            if (!known) hold(pair);
            else if (combine.isIntoLists() || grows(combined)) hold(pair._2());
        }

        /** Whether each value makes it larger: so far as one can see. */
        private boolean grows(@Nullable Object combined) {
            return combined instanceof Collection || combined instanceof Map;
        }

        private void hold(@Nullable Object more) {
            if (meter.add(more)) return;
            GroupSpill.Source into = spill().source(source);
            byKey.forEach((key, value) -> into.addCombined(key, value, placer.partitionOf(key)));
            byKey.clear();
            meter.close();
            beyond = into;
        }

        List<Map<Object, Object>> end() {
            if (beyond != null) {
                beyond.flush();
                return List.of();
            }
            if (placement.partitions() == 1 && placement.partitioner() == null) return List.of(byKey);
            List<Map<Object, Object>> placed = new ArrayList<>(placement.partitions());
            for (int i = 0; i < placement.partitions(); i++) placed.add(new LinkedHashMap<>());
            byKey.forEach((key, value) -> placed.get(placer.partitionOf(key)).put(key, value));
            return placed;
        }
    }
}
