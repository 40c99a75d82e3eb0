package io.headrace.exec.eval;

import io.headrace.plan.Node;

/**
 * Makes datasets that depend on batches before. What a batch changes is kept apart until all stages of the batch have succeeded; then it
 * is written down and taken over.
 *
 * <pre>
 *   evaluate ──▶ writeDelta ──▶ accept          a batch whose stages succeed
 *   evaluate ──▶ discard ──▶ evaluate …         a batch whose stages fail
 *   restore… ──▶ restored ──▶ restore… ──▶ …    at the start, a committed batch after the other
 * </pre>
 *
 * <p>Restoring calls no code of the user but his partitioner.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #restore} and {@link #restored} the starting one, or one that it waits for.
 */
public interface StatefulEvaluator extends Evaluator {
    Node node();

    /** The codecs of what is written down, in words that are compared at a restart. */
    String codecs();

    /**
     * What the entries mean that {@link #writeDelta} writes. Checkpoints are made of those entries alone, in the background: of a key the
     * latest, of panes those that are young enough. They come back through {@link #restore}: first the keys, then the panes tick by tick.
     */
    StateForm form();

    /** Writes what the batch changed, if anything. */
    void writeDelta(StateDelta delta) throws Exception;

    /** What the batch changed is the state now. */
    void accept();

    /** What the batch changed is forgotten. */
    void discard();

    /** At least so many keys are about to be restored. */
    default void expect(@SuppressWarnings("unused") long keys) {}

    /** Entries that {@link #writeDelta} wrote in committed batches: all that there are up to the last one of these. */
    void restore(RestoredEntries entries);

    /** All entries of the batch of this tick have been shown. Batches that changed nothing are not shown. */
    void restored(long tick);

    /** How many keys it remembers, those of the panes of a window each; records, where a window keeps all. Costs next to nothing. */
    long entries();

    /** How much memory off the heap that takes; 0 where it is kept as objects. */
    default long offHeapBytes() {
        return 0;
    }

    /** Of how many keys the state is not in memory, but on the disk. */
    default long entriesOnDisk() {
        return 0;
    }

    /** Every committed batch has been shown. */
    default void restoredAll() {}
}
