package io.headrace.exec.fold;

import io.headrace.memory.RawMemory;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Reducer;

/**
 * What becomes of the pairs of a batch that has more keys than caches hold. The keys that came first stay in the table, and so do their numbers,
 * if they come often; everything else is dealt to streams, to be folded when the batch ends, stream by stream, each in a cache. When most of
 * what the streams hold repeats keys, they are folded before, and take no more room than a small multiple of their keys.
 *
 * <p><b>Threading:</b> as the table's.
 */
final class Staging implements AutoCloseable {
    /** How many pairs are looked at before it is known whether the first keys come often. */
    private static final int LOOKS = 1 << 12;

    /** The first keys come often when they are one pair of so many. */
    private static final int OFTEN = 4;

    /** Of the budget, pairs may take this part before it matters whether they repeat keys. */
    private static final int SHARE_OF_BUDGET = 8;

    private final LongKeyTable table;
    private final StagingPlan plan;
    private final Reducer reducer;
    private final StagedPairs pairs;
    private final PairFolder folder;
    private final PairRows folded;
    private final long pairsInPeace;
    private long foldAt;
    private int looks;
    private int hits;
    private boolean past; // the table is not asked any more

    @SuppressWarnings("UnusedVariable") // written, so that the reads are not left out
    private long seen;

    Staging(LongKeyTable table, StagingPlan plan, Reducer reducer, TableOptions options) {
        this.table = table;
        this.plan = plan;
        this.reducer = reducer;
        this.pairs = new StagedPairs(plan.streams(), options.budget(), options.tag());
        this.folder = new PairFolder(reducer, options.budget(), options.tag());
        this.folded = new PairRows(options.budget(), options.tag());
        long share = options.budget().limit() / SHARE_OF_BUDGET / StagedPairs.PAIR;
        pairsInPeace = Math.min(plan.pairsInPeace(), share);
        foldAt = pairsInPeace;
    }

    StagedPairs pairs() {
        return pairs;
    }

    /** Takes pairs in; false when the budget refuses. */
    boolean addAll(long[] keys, long[] numbers, int count) {
        if (!past) seen ^= table.approach(keys, count);
        for (int i = 0; i < count; i++) {
            if (!past && isInTable(keys[i], numbers[i])) continue;
            if (!add(keys[i], numbers[i])) return false;
        }
        return pairs.room() < foldAt || foldStreams();
    }

    private boolean isInTable(long key, long bits) {
        if (++looks == LOOKS) {
            past = hits * OFTEN < looks;
            looks = 0;
            hits = 0;
        }
        long at = table.find(key);
        if (at == LongKeyTable.ABSENT) return false;
        hits++;
        NumberOp.reduceInto(at, false, reducer, bits);
        return true;
    }

    private boolean add(long key, long bits) {
        int stream = plan.streamOf(key);
        return pairs.add(stream, key, bits) || (foldStreams() && pairs.add(stream, key, bits));
    }

    /** Leaves one pair for each key in each stream. */
    private boolean foldStreams() {
        for (int stream = 0; stream < pairs.streams(); stream++) {
            if (pairs.pairs(stream) > 0 && !foldStream(stream)) return false;
        }
        foldAt = Math.max(pairsInPeace, 2 * pairs.room());
        return true;
    }

    private boolean foldStream(int stream) {
        long count = pairs.pairs(stream);
        if (!folded.begin(count) || !folder.begin(folded, count) || !folder.fold(pairs, stream)) return false;
        folder.end(folded);
        pairs.clear(stream);
        for (long i = 0; i < folded.count(); i++) { // there is room: of fewer pairs than there were
            long row = folded.row(i);
            pairs.add(stream, RawMemory.getLong(row), RawMemory.getLong(row + PairRows.NUMBER));
        }
        return true;
    }

    /** Stages what the table has as well; false when the budget refuses. */
    boolean addTable(FoldCursor rows) {
        while (rows.next()) {
            if (!add(rows.longKey(), rows.bits())) return false;
        }
        table.clear();
        return true;
    }

    void clear() {
        pairs.clear();
        foldAt = pairsInPeace;
        looks = 0;
        hits = 0;
        past = false;
    }

    long memoryBytes() {
        return pairs.memoryBytes() + folder.memoryBytes() + folded.memoryBytes();
    }

    @Override
    public void close() {
        pairs.close();
        folder.close();
        folded.close();
    }
}
