package io.headrace.bench.peers.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import io.headrace.bench.fork.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cooperative source: this processor's part of the input, pass after pass, the number of the pass being the time of its items, unless the part
 * says otherwise. When it is over it may give one item more, which belongs to no pass, so that the last window closes.
 *
 * <p><b>Threading:</b> a cooperative thread of Jet's.
 */
final class RepeatedP<T> extends AbstractProcessor {
    /** The parts of the input. */
    interface Parts<T> extends Serializable {
        /** Part p of n. */
        Part<T> open(int part, int parts) throws Exception;
    }

    /** One part. */
    interface Part<T> {
        int size();

        T get(int i);

        /** The event time of an item. */
        default long time(int pass, int i) {
            return pass;
        }

        /** The event time of what is behind the last pass: so many there were. */
        default long end(int passes) {
            return passes;
        }

        /** How many passes are made before those that the meter is asked for. */
        default int filling() {
            return 0;
        }
    }

    private final Parts<T> parts;
    private final @Nullable T last;
    private final EventTimeMapper<? super T> times;
    private final int part;
    private final int of;
    private @Nullable Part<T> items;
    private int pass;
    private int next;
    private boolean ended;
    private long time;
    private @Nullable Traverser<?> traverser;

    private RepeatedP(Parts<T> parts, @Nullable T last, EventTimePolicy<? super T> policy, int part, int of) {
        this.parts = parts;
        this.last = last;
        this.part = part;
        this.of = of;
        times = new EventTimeMapper<>(policy);
        times.addPartitions(1);
    }

    /**
     * The source.
     *
     * @param last the item that closes the last window
     */
    static <T> StreamSource<T> source(Parts<T> parts, T last) {
        return open(parts, last);
    }

    /** The source of a pipeline without windows. */
    static <T> StreamSource<T> source(Parts<T> parts) {
        return open(parts, null);
    }

    private static <T> StreamSource<T> open(Parts<T> parts, @Nullable T last) {
        return Sources.streamFromProcessorWithWatermarks("input", true, policy -> supplier(parts, last, policy));
    }

    private static <T> ProcessorMetaSupplier supplier(
            Parts<T> parts, @Nullable T last, EventTimePolicy<? super T> policy) {
        int threads = Task.current().threads();
        ProcessorSupplier suppliers = count -> {
            List<RepeatedP<T>> made = new ArrayList<>();
            for (int i = 0; i < count; i++) made.add(new RepeatedP<>(parts, last, policy, i, count));
            return made;
        };
        return ProcessorMetaSupplier.of(threads, suppliers);
    }

    @Override
    protected void init(Context context) throws Exception {
        items = parts.open(part, of);
        traverser = ((Traverser<T>) this::item).flatMap(item -> times.flatMapEvent(item, 0, time));
    }

    /** The next item; null for ever when it is over. */
    private @Nullable T item() {
        Part<T> from = items;
        if (ended || from == null) return null;
        if (next == from.size()) {
            next = 0;
            pass++;
        }
        if (next == 0 && !starts(from)) {
            ended = true;
            time = from.end(pass);
            return last;
        }
        time = from.time(pass, next);
        return from.get(next++);
    }

    private boolean starts(Part<T> from) {
        return pass < from.filling() || Task.current().meter().starts(pass - from.filling());
    }

    @Override
    public boolean complete() {
        emitFromTraverser(traverser);
        return false; // a stream: its job is cancelled
    }
}
