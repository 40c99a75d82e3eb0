package io.headrace.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections to the database, such as {@code () -> DriverManager.getConnection(url)} or {@code dataSource::getConnection}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
@FunctionalInterface
public interface Connector {
    Connection connect() throws SQLException;
}
