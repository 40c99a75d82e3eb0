package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;

/**
 * Numbers by key in a table whose values begin with the number.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
abstract class TableNumbers extends NumbersTable {
    private final KeyTable table;
    private final Rows rows;

    TableNumbers(KeyTable table, KeyPlacer[] placers, boolean texts, boolean doubles) {
        super(placers, texts, doubles);
        this.table = table;
        rows = new Rows(table.cursor());
    }

    final KeyTable table() {
        return table;
    }

    @Override
    public final long size() {
        return table.size();
    }

    @Override
    final FoldCursor newCursor() {
        return new Rows(table.cursor());
    }

    @Override
    final FoldCursor ownCursor() {
        return rows.rewind();
    }

    /** A row after the other. <b>Threading:</b> one thread. */
    private static final class Rows extends FoldCursor {
        private final KeyTable.Cursor cursor;

        Rows(KeyTable.Cursor cursor) {
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
        public long longKey() {
            return RawMemory.getLong(cursor.keyAddress());
        }

        @Override
        public long bits() {
            return RawMemory.getLong(cursor.valueAddress());
        }
    }
}
