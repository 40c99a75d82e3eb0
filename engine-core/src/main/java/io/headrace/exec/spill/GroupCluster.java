package io.headrace.exec.spill;

import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one hash, most often one, and what has come of their pairs.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
abstract class GroupCluster {
    abstract void add(GroupEntry entry) throws Exception;

    /** All pairs of the hash have come. */
    abstract void end() throws Exception;

    /** Lists of values, one for each dataset. */
    static final class OfLists extends GroupCluster {
        private final GroupResult result;
        private final IntUnaryOperator datasetOf;
        private final int datasets;
        private final Map<@Nullable Object, Lists> groups = new LinkedHashMap<>();

        private static final class Lists {
            final GroupEntry first;
            final List<GroupResult.Values> values = new ArrayList<>();

            Lists(GroupEntry first) {
                this.first = first;
            }
        }

        OfLists(GroupResult result, IntUnaryOperator datasetOf, int datasets) {
            this.result = result;
            this.datasetOf = datasetOf;
            this.datasets = datasets;
        }

        @Override
        void add(GroupEntry entry) {
            Object key = SpillKeys.inMap(entry.pair()._1());
            Lists group = groups.get(key);
            if (group == null) {
                group = new Lists(entry);
                for (int i = 0; i < datasets; i++) group.values.add(result.newValues());
                groups.put(key, group);
            }
            group.values
                    .get(datasetOf.applyAsInt(entry.source()))
                    .add(entry.pair()._2());
        }

        @Override
        void end() {
            groups.values()
                    .forEach(group ->
                            result.add(group.first.place(), group.first.pair()._1(), group.values));
            groups.clear();
        }
    }

    /** Combinations: within a source value by value, and then source by source. */
    static final class OfCombinations extends GroupCluster {
        private final GroupResult result;
        private final Combine combine;
        private final @Nullable Blame blame;
        private final Map<@Nullable Object, Combination> groups = new LinkedHashMap<>();

        private static final class Combination {
            final GroupEntry first;
            int source;
            boolean hasEarlier;

            @Nullable
            Object earlier; // of the sources before

            @Nullable
            Object now; // of this source

            Combination(GroupEntry first) {
                this.first = first;
            }
        }

        /** @param blame null: what the functions throw is thrown as it is */
        OfCombinations(GroupResult result, Combine combine, @Nullable Blame blame) {
            this.result = result;
            this.combine = combine;
            this.blame = blame;
        }

        @Override
        void add(GroupEntry entry) throws Exception {
            try {
                put(entry);
            } catch (Throwable e) {
                throw blamed(entry.pair()._1(), e);
            }
        }

        @SuppressWarnings("NullAway") // values may be null; the erased function types cannot say so
        private void put(GroupEntry entry) throws Exception {
            Object key = SpillKeys.inMap(entry.pair()._1());
            Object value = entry.pair()._2();
            Combination group = groups.get(key);
            if (group == null) {
                group = new Combination(entry);
                groups.put(key, group);
            } else if (!entry.isCombined() && entry.source() == group.source) {
                group.now = combine.addValue().call(group.now, value);
                return;
            } else {
                group.earlier = all(group);
                group.hasEarlier = true;
            }
            group.source = entry.source();
            group.now = entry.isCombined() ? value : combine.create().call(value);
        }

        @SuppressWarnings("NullAway") // as above
        private @Nullable Object all(Combination group) throws Exception {
            return group.hasEarlier ? combine.merge().call(group.earlier, group.now) : group.now;
        }

        private Exception blamed(@Nullable Object key, Throwable thrown) {
            if (blame != null) return blame.of(key, thrown);
            if (thrown instanceof Error error) throw error;
            return (Exception) thrown;
        }

        @Override
        void end() throws Exception {
            for (Combination group : groups.values()) {
                Object key = group.first.pair()._1();
                result.add(group.first.place(), key, allOf(group, key));
            }
            groups.clear();
        }

        private @Nullable Object allOf(Combination group, @Nullable Object key) throws Exception {
            try {
                return all(group);
            } catch (Throwable e) {
                throw blamed(key, e);
            }
        }
    }
}
