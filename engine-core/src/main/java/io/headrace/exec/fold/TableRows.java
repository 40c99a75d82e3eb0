package io.headrace.exec.fold;

import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;

/**
 * The keys of a table whose values begin with a number, one after the other.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class TableRows extends FoldCursor {
    private final KeyTable.Cursor cursor;

    public TableRows(KeyTable.Cursor cursor) {
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
    public long hash() {
        return cursor.hash();
    }

    @Override
    public long bits() {
        return RawMemory.getLong(cursor.valueAddress());
    }
}
