package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.spill.GroupSpill;
import io.headrace.exec.spill.Meter;
import io.headrace.exec.spill.SpillKeys;
import io.headrace.exec.spill.SpillScope;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges parts of panes by key, in order, and names the key when the user's function throws. What does not fit on the heap is merged on the
 * disk, in the same order.
 *
 * <p><b>Threading:</b> as the user's function: several workers may merge at once, each in a {@link Merging} of its own.
 */
final class KeyedMerge implements PaneTree.Merge<PanePart> {
    private final Node node;
    private final Combine combine;
    private final WindowPanes panes;

    /** @param panes make the parts that come of it */
    KeyedMerge(Node node, Combine combine, WindowPanes panes) {
        this.node = node;
        this.combine = combine;
        this.panes = panes;
    }

    /** One of two combinations of a key. */
    @Nullable
    Object merge(@Nullable Object key, @Nullable Object earlier, @Nullable Object later) throws Exception {
        try {
            return call(earlier, later);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    @SuppressWarnings("NullAway") // a combination may be null where the user's functions make one
    private @Nullable Object call(@Nullable Object earlier, @Nullable Object later) throws Exception {
        return combine.merge().call(earlier, later);
    }

    @Override
    public PanePart merge(PanePart earlier, PanePart later) throws Exception {
        try (Merging merging = newMerging()) {
            merging.add(earlier);
            merging.add(later);
            return merging.end();
        }
    }

    @Override
    public void retain(PanePart part) {
        part.retain();
    }

    @Override
    public void release(PanePart part) {
        part.release();
    }

    Merging newMerging() {
        return new Merging();
    }

    /**
     * Parts on their way to one.
     *
     * <p><b>Threading:</b> one thread.
     */
    final class Merging implements AutoCloseable {
        private final SpillScope scope = panes.holding().space().newScope();
        private final Meter meter = scope.meter(Meter.IN_MAP);
        private final Map<@Nullable Object, Tuple2<?, ?>> merged = new LinkedHashMap<>();
        private @Nullable GroupSpill spill;
        private GroupSpill.@Nullable Source source;
        private int sources;

        /** Adds what came later than all before. */
        void add(PanePart part) throws Exception {
            if (spill != null) source = spill.source(sources++);
            part.forEach(this::add);
            if (source != null) source.flush();
        }

        private void add(Tuple2<?, ?> pair) throws Exception {
            if (source != null) {
                source.addCombined(pair._1(), pair._2(), 0);
                return;
            }
            Object key = SpillKeys.inMap(pair._1());
            Tuple2<?, ?> before = merged.putIfAbsent(key, pair);
            if (before == null) hold(pair);
            else hold(key, before, pair._2());
        }

        private void hold(@Nullable Object key, Tuple2<?, ?> before, @Nullable Object later) throws Exception {
            Object value = merge(before._1(), before._2(), later);
            merged.put(key, pair(before._1(), value));
            if (value instanceof Collection || value instanceof Map || value instanceof CharSequence) hold(later);
        }

        private void hold(@Nullable Object more) {
            if (!meter.add(more)) leaveHeap();
        }

        /** What was merged so far is one source, and the rest of the part another. */
        private void leaveHeap() {
            GroupSpill beyond = new GroupSpill(scope, node.describe(), combine, new int[] {0}, 1)
                    .blaming((key, thrown) -> OperatorFailedException.ofKey(node, key, thrown));
            GroupSpill.Source first = beyond.source(sources++);
            for (Tuple2<?, ?> pair : merged.values()) first.addCombined(pair._1(), pair._2(), 0);
            first.flush();
            merged.clear();
            meter.close();
            spill = beyond;
            source = beyond.source(sources++);
        }

        /** All of them as one part. */
        PanePart end() throws Exception {
            PanePart part = panes.newPart();
            try {
                if (spill == null) {
                    meter.close(); // the part asks for the same room
                    merged.values().forEach(part::add);
                } else {
                    spill.finish(0);
                    spill.push(0, part::add);
                }
                return part.seal();
            } catch (Throwable e) {
                part.close();
                throw e;
            }
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    @SuppressWarnings("NullAway") // keys and combinations may be null
    static Tuple2<?, ?> pair(@Nullable Object key, @Nullable Object value) {
        return new Tuple2<>(key, value);
    }
}
