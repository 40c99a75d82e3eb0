package io.headrace.exec.job;

import io.headrace.DeadLetter;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.SkipSet;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sets the records of a batch aside whose processing throws: one pass finds all of them, the journal says which, and the latest are kept
 * for people to read, with what was thrown.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #snapshot} by any.
 */
public final class DeadLetters {
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_BYTES_SHOWN = 1_024;

    private final Graph graph;
    private final BatchLog log;
    private final Worker worker;
    private final Counter counter;
    private final Deque<DeadLetter> kept = new ArrayDeque<>();

    /** @param worker of the thread of the jobs */
    public DeadLetters(Graph graph, BatchLog log, Worker worker, Counter counter) {
        this.graph = graph;
        this.log = log;
        this.worker = worker;
        this.counter = counter;
    }

    /**
     * Finds the records of the batch that throw, and leaves them out from here on.
     *
     * @throws OperatorFailedException what cannot be blamed on a record
     */
    void setAside(Batch batch, BatchScope scope) throws Exception {
        List<OperatorFailedException> thrown = find(scope);
        SkipSet skips = new SkipSet();
        for (OperatorFailedException failure : thrown) skips.add(failure.blockId(), failure.record());
        log.skip(batch, skips);
        for (OperatorFailedException failure : thrown) keep(letter(batch, scope, failure));
        counter.add(thrown.size());
        scope.careful(skips, null);
    }

    private List<OperatorFailedException> find(BatchScope scope) throws Exception {
        List<OperatorFailedException> thrown = new ArrayList<>();
        scope.careful(null, failure -> {
            synchronized (thrown) {
                thrown.add(failure);
            }
        });
        try {
            graph.evaluate(scope);
        } finally {
            graph.discard();
        }
        thrown.sort(Comparator.comparingLong(OperatorFailedException::blockId)
                .thenComparingInt(OperatorFailedException::record));
        return thrown;
    }

    private DeadLetter letter(Batch batch, BatchScope scope, OperatorFailedException failure) throws Exception {
        int stream = BlockId.stream(failure.blockId());
        long block = BlockId.sequence(failure.blockId());
        return new DeadLetter(
                batch.id().toString(),
                stream,
                block,
                failure.record(),
                failure.node().describe(),
                inWords(scope.of(graph.input(stream)), (int) (block - batch.firstBlock(stream)), failure.record()),
                String.valueOf(failure.getCause()));
    }

    private String inWords(@Nullable Dataset dataset, int partition, int record) {
        if (!(dataset instanceof BlockDataset blocks)) return "";
        BlockReader reader = blocks.open(partition, worker);
        try {
            for (int i = 0; i <= record; i++) {
                if (!reader.next()) return "";
            }
            byte[] shown = new byte[Math.min(MOST_BYTES_SHOWN, reader.recordLength())];
            RawMemory.copyToArray(reader.recordAddress(), shown, 0, shown.length);
            return new String(shown, StandardCharsets.UTF_8);
        } finally {
            blocks.close(worker);
        }
    }

    private synchronized void keep(DeadLetter letter) {
        if (kept.size() == MOST_KEPT) kept.removeFirst();
        kept.addLast(letter);
    }

    /** The latest, oldest first. */
    public synchronized List<DeadLetter> snapshot() {
        return List.copyOf(kept);
    }
}
