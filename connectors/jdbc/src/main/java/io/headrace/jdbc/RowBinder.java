package io.headrace.jdbc;

import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Sets the parameters of a statement for one element.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RowBinder<T> extends Serializable {
    void bind(PreparedStatement statement, T element) throws SQLException;
}
