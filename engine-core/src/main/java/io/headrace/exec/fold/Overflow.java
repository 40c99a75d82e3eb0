package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.exec.spill.GroupSpill;
import io.headrace.exec.spill.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one worker does when the tables of a fold on the heap outgrow it: the tables are emptied into a {@link GroupSpill}, and the rest of the
 * block that is open goes there pair by pair. Used again from batch to batch.
 *
 * <p><b>Threading:</b> one worker's; the thread of the jobs when the workers have ended.
 */
final class Overflow {
    private static final int FIRST_ROWS = 16;

    private final boolean intoLists;
    private final boolean exact;
    private final KeyPlacer placer;
    private final Supplier<@Nullable Meter> meters;
    private final IntFunction<GroupSpill.Source> sources;
    private final List<ObjectTable> tables = new ArrayList<>();
    private final List<GroupSpill.@Nullable Source> drained =
            new ArrayList<>(); // by table; its pairs stay in their order
    private int[] numbers = new int[FIRST_ROWS];
    private int left;
    private @Nullable Meter meter;
    private GroupSpill.@Nullable Source beyond;

    /**
     * For a fold on the heap.
     *
     * @param meters of the batch under way; null when nothing is to leave the heap
     * @param sources opens what a source's pairs go to, by the source's number
     */
    Overflow(
            boolean intoLists,
            boolean exact,
            KeyPlacer placer,
            Supplier<@Nullable Meter> meters,
            IntFunction<GroupSpill.Source> sources) {
        this.intoLists = intoLists;
        this.exact = exact;
        this.placer = placer;
        this.meters = meters;
        this.sources = sources;
    }

    /** A batch begins. */
    void begin() {
        tables.clear();
        drained.clear();
        beyond = null;
        left = FIRST_ROWS;
        if (meter != null) meter.close();
    }

    /** What is held belongs to a result from now on. */
    void forget() {
        meter = null;
    }

    /** This table is filled from now on, with the pairs of this source. */
    void open(ObjectTable table, int source) {
        int last = tables.size() - 1;
        if (last >= 0 && tables.get(last) == table) return; // of the worker, for all its blocks
        if (tables.size() == numbers.length) numbers = Arrays.copyOf(numbers, numbers.length * 2);
        numbers[tables.size()] = source;
        tables.add(table);
        drained.add(null);
    }

    /** The block has ended. */
    void close() {
        if (beyond != null) beyond.flush();
        beyond = null;
    }

    /** Whether pairs of the open block go past the table. */
    boolean isBeyond() {
        return beyond != null;
    }

    void addBeyond(Tuple2<?, ?> pair) {
        if (beyond != null) beyond.add(pair, placer.partitionOf(pair._1()));
    }

    /** A key was inserted: its table holds this value too. They come apart, so that the pair need not be made where they are told from one another at once. */
    @SuppressWarnings("NullAway") // both may be null; the erased type of a pair cannot say so
    void inserted(@Nullable Object key, @Nullable Object value) {
        if (isHeldUncounted()) return;
        hold(new Tuple2<>(key, value));
    }

    /** A value was put into what a key has. */
    void added(@Nullable Object combination, @Nullable Object value) {
        if (!intoLists && !(combination instanceof Collection) && !(combination instanceof Map)) return;
        if (!isHeldUncounted()) hold(value);
    }

    /** What the first rows hold is next to nothing. */
    private boolean isHeldUncounted() {
        return --left > 0;
    }

    private void hold(@Nullable Object more) {
        left = 1;
        Meter known = meter;
        if (known == null) meter = known = meters.get();
        if (known == null) left = Integer.MAX_VALUE;
        else if (!known.add(more)) spill(known);
    }

    private void spill(Meter full) {
        int open = tables.size() - 1;
        for (int i = 0; i < open; i++) drain(i).flush();
        GroupSpill.Source rest = drain(open);
        if (exact) rest.flush(); // what comes next goes into the table again
        else beyond = rest;
        full.close();
    }

    private GroupSpill.Source drain(int index) {
        GroupSpill.Source known = drained.get(index);
        GroupSpill.Source into = known == null ? sources.apply(numbers[index]) : known;
        drained.set(index, into);
        ObjectTable table = tables.get(index);
        for (int i = 0; i < table.size(); i++)
            into.addCombined(table.keys[i], table.combinations.get(i), placer.partitionOf(table.keys[i]));
        table.clear();
        return into;
    }

    /** What is in tables still goes to the spill too. */
    void drainAll() {
        for (int i = 0; i < tables.size(); i++) drain(i).flush();
        tables.clear();
        drained.clear();
    }
}
