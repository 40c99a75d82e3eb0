package io.headrace.exec.job;

import io.headrace.DeadLetter;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.RowDecoder;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.SkipSet;
import io.headrace.memory.block.BlockReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets the records of a batch aside whose processing throws: one pass finds all of them, the journal says which, and the latest are kept
 * for people to read, with what was thrown.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #snapshot} by any.
 */
public final class DeadLetters {
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_CHARS_SHOWN = 1_024;

    private final Graph graph;
    private final BatchLog log;
    private final Worker worker;
    private final Counter counter;
    private final BiConsumer<String, Throwable> problems;
    private final Deque<DeadLetter> kept = new ArrayDeque<>();

    /**
     * @param worker of the thread of the jobs
     * @param problems is told what was thrown, and in which operator
     */
    public DeadLetters(
            Graph graph, BatchLog log, Worker worker, Counter counter, BiConsumer<String, Throwable> problems) {
        this.graph = graph;
        this.log = log;
        this.worker = worker;
        this.counter = counter;
        this.problems = problems;
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
        for (OperatorFailedException failure : thrown) {
            keep(letter(batch, scope, failure));
            Throwable cause = failure.getCause();
            problems.accept(failure.node().describe(), cause == null ? failure : cause);
        }
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
                .thenComparingInt(OperatorFailedException::record)
                .thenComparingInt(failure -> failure.node().id()));
        return oneOfEach(thrown);
    }

    /** A record that several readers of a stream have seen throw is set aside once. */
    private static List<OperatorFailedException> oneOfEach(List<OperatorFailedException> sorted) {
        List<OperatorFailedException> ones = new ArrayList<>();
        for (OperatorFailedException next : sorted) {
            OperatorFailedException last = ones.isEmpty() ? null : ones.get(ones.size() - 1);
            if (last == null || last.blockId() != next.blockId() || last.record() != next.record()) ones.add(next);
        }
        return ones;
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

    /** The record as a person reads it. */
    private String inWords(@Nullable Dataset dataset, int partition, int record) {
        if (dataset instanceof ListDataset lists)
            return cut(text(lists.rows(partition).get(record)));
        if (!(dataset instanceof BlockDataset blocks)) return "";
        BlockReader reader = blocks.open(partition, worker);
        try {
            for (int i = 0; i <= record; i++) {
                if (!reader.next()) return "";
            }
            return cut(decoded(blocks, reader));
        } finally {
            blocks.close(worker);
        }
    }

    private static String decoded(BlockDataset blocks, BlockReader reader) {
        try {
            return text(RowDecoder.of(blocks.rows(), blocks.dynamic())
                    .decode(reader.recordAddress(), reader.recordLength()));
        } catch (RuntimeException e) {
            return reader.recordLength() + " bytes that are no record: " + e;
        }
    }

    private static String text(@Nullable Object row) {
        if (row instanceof byte[] bytes) return HexFormat.of().formatHex(bytes);
        try {
            return String.valueOf(row);
        } catch (RuntimeException e) {
            return "a record whose toString() throws: " + e;
        }
    }

    private static String cut(String words) {
        return words.length() <= MOST_CHARS_SHOWN ? words : words.substring(0, MOST_CHARS_SHOWN) + "…";
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
