package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.FoldTasks;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceByKeyAndWindow} on views, off the heap: each batch's result is a pane, and {@link WindowNumbers} makes the window of them.
 * A batch that has run a while before allocates nothing.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}.
 */
public final class FoldWindowEvaluator implements StatefulEvaluator {
    private static final byte PANE = 1;

    private final Node node;
    private final ParentRows parent;
    private final ViewFold fold;
    private final FoldTasks tasks;
    private final WindowNumbers numbers;
    private final PaneChunks memory;
    private final NumbersSnapshot[] snapshots;
    private final long slideMillis;
    private final boolean texts;
    private final TextLongVisitor addingText = this::addText;
    private final LongLongVisitor putting;
    private final PaneBuffer pane; // what the batch brings to texts, as it is logged
    private final PaneBuffer restoring;
    private boolean isPending;
    private long pendingTick;

    /**
     * @param tasks fold the records of one batch by {@code fold}; what goes into the window directly is not in their result
     * @param numbers the window, which this owns
     * @param slots how many batches may be read at once
     */
    public FoldWindowEvaluator(
            Node node,
            ParentRows parent,
            ViewFold fold,
            FoldTasks tasks,
            WindowNumbers numbers,
            MemoryBudget budget,
            int slots) {
        this.node = node;
        this.parent = parent;
        this.fold = fold;
        this.tasks = tasks;
        this.numbers = numbers;
        this.slideMillis = ((Operator.FoldWindow) node.operator()).slideMillis();
        this.texts = fold.hasTextKeys();
        this.putting = numbers::put;
        this.memory = new PaneChunks(PaneBuffer.CHUNK_BYTES, budget);
        this.pane = new PaneBuffer(memory);
        this.restoring = new PaneBuffer(memory);
        this.snapshots = new NumbersSnapshot[slots];
        for (int i = 0; i < slots; i++) snapshots[i] = numbers.newSnapshot();
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        pendingTick = scope.batch().tick();
        pane.clear();
        numbers.begin();
        isPending = true;
        Dataset root = parent.root(scope);
        if (root != null) {
            ViewFoldResult result = (ViewFoldResult) tasks.run(root, scope.tasks(), scope.filter(), scope.collector());
            fill(result);
            result.release();
        }
        boolean isDue = scope.isDue(slideMillis);
        numbers.move(pendingTick, isDue);
        if (!isDue) return null;
        return snapshots.length == 1 ? numbers : snapshots[scope.slot()].take();
    }

    private void fill(ViewFoldResult result) throws Exception {
        if (texts) {
            result.forEachText(addingText);
            numbers.putAll(pane);
        } else {
            result.forEachLong(putting);
        }
    }

    private void addText(Utf8View key, long bits) {
        if (!pane.add(key.address(), key.length(), bits)) throw numbers.full(key.length());
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String codecs() {
        return keyCodec() + "," + numberCodec();
    }

    private String keyCodec() {
        return texts ? "text:1" : "long:1";
    }

    private String numberCodec() {
        return fold.isDouble() ? "double:1" : "long:1";
    }

    @Override
    public StateForm form() {
        return StateForm.panes(
                PANE, EntryKind.Contents.NUMBERS, List.of(keyCodec(), numberCodec()), numbers.windowTicks());
    }

    @Override
    public long entries() {
        return numbers.entries();
    }

    @Override
    public long offHeapBytes() {
        return numbers.memoryBytes() + memory.bytes();
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (!isPending || !delta.isWanted()) return;
        if (!texts) {
            numbers.writeLongs(delta, PANE);
            return;
        }
        for (int i = 0; i < pane.chunks(); i++) {
            int length = pane.chunkLength(i);
            long entry = delta.claim(0, PANE, length);
            RawMemory.copy(pane.chunkAddress(i), entry, length);
            delta.commit(length);
        }
    }

    @Override
    public void accept() {
        if (!isPending) return;
        numbers.accept(pendingTick);
        over();
    }

    @Override
    public void discard() {
        if (!isPending) return;
        numbers.discard();
        over();
    }

    private void over() {
        pane.clear();
        isPending = false;
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restore(entries.address(), entries.length());
    }

    private void restore(long address, int length) {
        if (!restoring.addChunk(address, length)) throw numbers.full(length);
    }

    @Override
    public void restored(long tick) {
        try {
            numbers.restore(tick, restoring);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(node.describe() + ": a pane cannot be restored", e);
        }
        restoring.clear();
    }

    @Override
    public void close() {
        discard();
        restoring.clear();
        for (NumbersSnapshot snapshot : snapshots) snapshot.close();
        numbers.close();
        fold.close();
        memory.close();
    }
}
