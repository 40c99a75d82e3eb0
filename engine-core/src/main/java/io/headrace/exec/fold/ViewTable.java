package io.headrace.exec.fold;

import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Reducer;

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

    static ViewTable of(boolean texts, TableOptions options) {
        return texts ? new Texts(options) : new Longs(options);
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
        private final TextRows rows;

        private Texts(TableOptions options) {
            super(options);
            this.table = new KeyTable(Long.BYTES, options);
            this.rows = new TextRows(table.cursor());
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
            return new TextRows(table.cursor());
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

        private static final class TextRows extends FoldCursor {
            private final KeyTable.Cursor cursor;

            private TextRows(KeyTable.Cursor cursor) {
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
            public long keyAddress() {
                return cursor.keyAddress();
            }

            @Override
            public int keyLength() {
                return cursor.keyLength();
            }

            @Override
            public long hash() {
                return cursor.hash();
            }

            @Override
            public long bits() {
                return RawMemory.getLong(cursor.valueAddress());
            }
        }
    }

    static final class Longs extends ViewTable {
        final LongKeyTable table;
        private final LongRows rows;

        private Longs(TableOptions options) {
            super(options);
            this.table = new LongKeyTable(options);
            this.rows = new LongRows(table.cursor());
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
        }

        @Override
        public void close() {
            super.close();
            table.close();
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
}
