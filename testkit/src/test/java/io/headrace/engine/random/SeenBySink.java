package io.headrace.engine.random;

import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An exactly-once sink that outlives contexts and tells what each batch has committed. A batch that comes again is a failure.
 *
 * <p><b>Threading:</b> as {@link ExactlyOnceSink}.
 */
final class SeenBySink implements ExactlyOnceSink<Object> {
    private final BiConsumer<Long, List<List<Object>>> seen;
    private final TreeMap<Integer, List<Object>> written = new TreeMap<>();
    private @Nullable SinkBatch current;
    private @Nullable SinkBatch last;

    /** @param seen is given the batch's time, and its partitions */
    SeenBySink(BiConsumer<Long, List<List<Object>>> seen) {
        this.seen = seen;
    }

    @Override
    public void open(SinkContext context) {
        current = null;
    }

    @Override
    public synchronized @Nullable SinkBatch lastCommitted() {
        return last;
    }

    @Override
    public synchronized void begin(SinkBatch batch) {
        written.clear();
        current = batch;
    }

    @Override
    public synchronized void write(int partition, Iterator<?> elements) {
        List<Object> own = new ArrayList<>();
        elements.forEachRemaining(own::add);
        written.put(partition, own);
    }

    @Override
    public synchronized void commit() {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("commit() without begin()");
        if (last != null && batch.id().compareTo(last.id()) <= 0)
            throw new IllegalStateException(batch + " is committed behind " + last);
        seen.accept(batch.timeMillis(), new ArrayList<>(written.values()));
        last = batch;
    }

    @Override
    public synchronized void abort() {
        current = null;
    }

    @Override
    public void close() {}
}
