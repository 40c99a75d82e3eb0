package io.headrace.engine;

import io.headrace.sink.BatchId;
import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A sink in memory that outlives contexts, says what was called, and fails when it is told to. */
final class RecordingSink implements ExactlyOnceSink<Long> {
    /** What is visible, by batch. */
    final Map<BatchId, List<Long>> committed = new ConcurrentSkipListMap<>();

    final List<String> calls = new ArrayList<>();
    /** Calls to fail, by name, each with how often. */
    final Map<String, Integer> failures = new TreeMap<>();

    /** What a commit does first. */
    interface Hook {
        void run() throws InterruptedException;
    }

    Hook onCommit = () -> {};

    @Nullable
    SinkBatch last;

    private final Map<Integer, List<Long>> written = new TreeMap<>();

    @Nullable
    private SinkBatch current;

    @Nullable
    SinkContext opened;

    private synchronized void call(String name) throws IOException {
        calls.add(name);
        String word = name.split(" ", 2)[0];
        int left = failures.getOrDefault(word, 0);
        if (left == 0) return;
        failures.put(word, left - 1);
        throw new IOException(word + " fails on purpose");
    }

    @Override
    public void open(SinkContext context) throws IOException {
        opened = context;
        call("open");
    }

    @Override
    public synchronized @Nullable SinkBatch lastCommitted() throws IOException {
        call("lastCommitted");
        return last;
    }

    @Override
    public synchronized void begin(SinkBatch batch) throws IOException {
        if (current != null) throw new IllegalStateException("begin() of " + batch + " in " + current);
        written.clear();
        current = batch;
        call("begin " + batch.id());
    }

    @Override
    public synchronized void write(int partition, Iterator<? extends Long> elements) throws IOException {
        List<Long> own = new ArrayList<>();
        elements.forEachRemaining(own::add);
        if (written.put(partition, own) != null) throw new IllegalStateException("partition " + partition + " twice");
        call("write");
    }

    @Override
    public synchronized void commit() throws IOException {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("commit() without begin()");
        if (last != null && batch.id().compareTo(last.id()) <= 0)
            throw new IllegalStateException(batch + " is committed after " + last);
        try {
            onCommit.run();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the commit was interrupted");
        }
        call("commit " + batch.id());
        List<Long> all = new ArrayList<>();
        written.values().forEach(all::addAll);
        committed.put(batch.id(), all);
        last = batch;
        current = null;
        call("answer");
    }

    @Override
    public synchronized void abort() throws IOException {
        current = null;
        call("abort");
    }

    @Override
    public synchronized void close() {
        current = null;
        calls.add("close");
    }

    @Override
    public String toString() {
        return "the recording sink";
    }
}
