package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.TableRows;
import io.headrace.memory.table.KeyTable;

/**
 * Numbers by key in a table whose values begin with the number.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
abstract class TableNumbers extends NumbersTable {
    private final KeyTable table;
    private final TableRows rows;

    TableNumbers(KeyTable table, KeyPlacer[] placers, boolean texts, boolean doubles) {
        super(placers, texts, doubles);
        this.table = table;
        rows = new TableRows(table.cursor());
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
        return new TableRows(table.cursor());
    }

    @Override
    final FoldCursor ownCursor() {
        return rows.rewind();
    }
}
