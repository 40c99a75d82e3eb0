package io.headrace.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * Tells failures that may pass (the connection, a deadlock, a database that is short of something) from those that would come again (a
 * constraint, a statement that is wrong).
 *
 * <p><b>Threading:</b> stateless.
 */
final class SqlFailure {
    /** Classes of SQLSTATE: connection, rollback, resources, operator's intervention, system. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

    private SqlFailure() {}

    /** An {@link IOException} for what may pass; what would come again is thrown here. */
    static IOException passing(String what, SQLException e) {
        String message = what + ": " + e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")";
        if (mayPass(e)) return new IOException(message, e);
        throw new IllegalStateException(message + cure(e), e);
    }

    /** What helps against a failure that comes again, by the class of its SQLSTATE. */
    private static String cure(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "22" -> ". A value does not fit its column: correct what the program gives, or the table";
            case "23" ->
                ". A constraint refuses a row: correct what the program gives, or use a statement that replaces rows,"
                        + " such as INSERT … ON CONFLICT … DO UPDATE, or MERGE";
            case "28", "3D" ->
                ". The connection is refused: correct user, password, rights or the name of the database";
            case "42" -> ". The statement does not fit the database: correct the statement or the table";
            default -> "";
        };
    }

    private static boolean mayPass(SQLException e) {
        if (e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || e instanceof SQLNonTransientConnectionException) return true;
        String state = e.getSQLState();
        return state != null && state.length() >= 2 && PASSING.contains(state.substring(0, 2));
    }
}
