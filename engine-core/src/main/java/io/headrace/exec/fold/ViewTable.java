package io.headrace.exec.fold;

import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Reducer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One off-heap table of keys and their numbers: of texts or of longs.
 *
 * <p><b>Threading:</b> one thread at a time while it is filled; then any number of cursors.
 */
abstract class ViewTable extends BatchTable {
    /** Where the keys of each partition are, once the table is filled. */
    final PartitionIndex index;

    /** Reads other tables' indexes when this table is merged of them. */
    final PartitionIndex.Cursor source = new PartitionIndex.Cursor();

    private ViewTable(TableOptions options) {
        this.index = new PartitionIndex(options.budget(), options.tag());
    }

    /** @param plan when pairs are staged; null for never */
    static ViewTable of(boolean texts, Reducer reducer, @Nullable StagingPlan plan, TableOptions options) {
        return texts ? new Texts(options) : new Longs(reducer, plan, options);
    }

    abstract FoldCursor newCursor();

    /** A cursor before the first key that is always the same: for one reader at a time. */
    abstract FoldCursor ownCursor();

    /** Puts the rest of the rows in; false when the table is full. */
    abstract boolean merge(FoldCursor rows, Reducer reducer);

    abstract int partitionOf(FoldCursor row, KeyPlacer placer);

    @Override
    final boolean isIndexed() {
        return index.isBuilt();
    }

    @Override
    final boolean index(KeyPlacer placer) {
        return index.build(this, placer);
    }

    @Override
    void clear() {
        index.clear();
    }

    @Override
    public void close() {
        index.close();
    }

    static final class Texts extends ViewTable {
        final KeyTable table;
        private final TableRows rows;

        private Texts(TableOptions options) {
            super(options);
            this.table = new KeyTable(Long.BYTES, options);
            this.rows = new TableRows(table.cursor());
        }

        @Override
        long size() {
            return table.size();
        }

        @Override
        long memoryBytes() {
            return table.memoryBytes() + index.memoryBytes();
        }

        @Override
        FoldCursor newCursor() {
            return new TableRows(table.cursor());
        }

        @Override
        FoldCursor ownCursor() {
            return rows.rewind();
        }

        @Override
        boolean merge(FoldCursor from, Reducer reducer) {
            while (from.next()) {
                long at = table.upsert(from.keyAddress(), from.keyLength(), from.hash());
                if (at == KeyTable.FULL) return false;
                NumberOp.reduceInto(at, table.inserted(), reducer, from.bits());
            }
            return true;
        }

        @Override
        int partitionOf(FoldCursor row, KeyPlacer placer) {
            return placer.partitionOfText(row.keyAddress(), row.keyLength());
        }

        @Override
        void clear() {
            super.clear();
            table.clear();
        }

        @Override
        public void close() {
            super.close();
            table.close();
        }
    }

    static final class Longs extends ViewTable {
        final LongKeyTable table;
        private final LongRows rows;
        private final Reducer reducer;
        private final @Nullable StagingPlan plan;
        private final TableOptions options;
        private final long keysInTable;
        private @Nullable Staging staging;
        private boolean isStaging;

        private Longs(Reducer reducer, @Nullable StagingPlan plan, TableOptions options) {
            super(options);
            this.reducer = reducer;
            this.plan = plan;
            this.options = options;
            this.keysInTable = plan == null ? Long.MAX_VALUE : plan.keysInTable();
            this.table = new LongKeyTable(options);
            this.rows = new LongRows(table.cursor());
        }

        /** Whether there are pairs that are not in the table. */
        boolean isStaging() {
            return isStaging;
        }

        /** Whether pairs go to {@link #stage} from now on. */
        boolean isFilled() {
            return table.size() >= keysInTable;
        }

        /** Takes pairs in where a table of these keys is too large; false when the budget refuses. */
        boolean stage(long[] keys, long[] numbers, int count) {
            return openStaging().addAll(keys, numbers, count);
        }

        /** Stages what is in the table; false when the budget refuses. */
        boolean stageAll() {
            return openStaging().addTable(ownCursor());
        }

        StagedPairs staged() {
            return openStaging().pairs();
        }

        private Staging openStaging() {
            isStaging = true;
            Staging known = staging;
            if (known == null) staging = known = new Staging(table, Objects.requireNonNull(plan), reducer, options);
            return known;
        }

        /** Without what is staged. */
        @Override
        long size() {
            return table.size();
        }

        @Override
        long memoryBytes() {
            return table.memoryBytes() + index.memoryBytes() + (staging == null ? 0 : staging.memoryBytes());
        }

        @Override
        FoldCursor newCursor() {
            return new LongRows(table.cursor());
        }

        @Override
        FoldCursor ownCursor() {
            return rows.rewind();
        }

        @Override
        boolean merge(FoldCursor from, Reducer reducer) {
            while (from.next()) {
                long at = table.upsert(from.longKey());
                if (at == LongKeyTable.FULL) return false;
                NumberOp.reduceInto(at, table.inserted(), reducer, from.bits());
            }
            return true;
        }

        @Override
        int partitionOf(FoldCursor row, KeyPlacer placer) {
            return placer.partitionOfLong(row.longKey());
        }

        @Override
        void clear() {
            super.clear();
            table.clear();
            isStaging = false;
            if (staging != null) staging.clear();
        }

        @Override
        public void close() {
            super.close();
            table.close();
            if (staging != null) staging.close();
        }

        private static final class LongRows extends FoldCursor {
            private final LongKeyTable.Cursor cursor;

            private LongRows(LongKeyTable.Cursor cursor) {
                this.cursor = cursor;
            }

            @Override
            public FoldCursor rewind() {
                cursor.rewind();
                return this;
            }

            @Override
            public boolean next() {
                return cursor.next();
            }

            @Override
            public long longKey() {
                return cursor.key();
            }

            @Override
            public long bits() {
                return cursor.value();
            }
        }
    }

    /** What is folded for good: nothing is found in it, and it is only read. */
    static final class Rows extends ViewTable {
        final PairRows rows;
        private final Reading reading;

        Rows(TableOptions options) {
            super(options);
            this.rows = new PairRows(options.budget(), options.tag());
            this.reading = new Reading(rows);
        }

        @Override
        long size() {
            return rows.count();
        }

        @Override
        long memoryBytes() {
            return rows.memoryBytes();
        }

        @Override
        FoldCursor newCursor() {
            return new Reading(rows);
        }

        @Override
        FoldCursor ownCursor() {
            return reading.rewind();
        }

        @Override
        boolean merge(FoldCursor from, Reducer reducer) {
            throw new UnsupportedOperationException("rows are written once");
        }

        @Override
        int partitionOf(FoldCursor row, KeyPlacer placer) {
            return placer.partitionOfLong(row.longKey());
        }

        @Override
        void clear() {
            super.clear();
            rows.count(0);
        }

        @Override
        public void close() {
            super.close();
            rows.close();
        }

        private static final class Reading extends FoldCursor {
            private final PairRows rows;
            private long row = -1;

            private Reading(PairRows rows) {
                this.rows = rows;
            }

            @Override
            public FoldCursor rewind() {
                row = -1;
                return this;
            }

            @Override
            public boolean next() {
                return ++row < rows.count();
            }

            @Override
            public long longKey() {
                return RawMemory.getLong(rows.row(row));
            }

            @Override
            public long bits() {
                return RawMemory.getLong(rows.row(row) + PairRows.NUMBER);
            }
        }
    }
}
