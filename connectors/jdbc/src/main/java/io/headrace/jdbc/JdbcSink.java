package io.headrace.jdbc;

import io.headrace.sink.BatchId;
import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a database: the rows of a batch and the batch's id are written in one transaction.
 *
 * <pre>{@code
 * counts.sinkTo(new JdbcSink<>(
 *         "word counts", () -> DriverManager.getConnection(url),
 *         "INSERT INTO counts (word, n) VALUES (?, ?)",
 *         (row, pair) -> {
 *             row.setString(1, pair._1());
 *             row.setLong(2, pair._2());
 *         }));
 * }</pre>
 *
 * <p>The ids are kept in the table {@code headrace_batches}, a row for each sink, which is made when it is not there:
 *
 * <pre>
 *   sink VARCHAR(200) PRIMARY KEY | incarnation BIGINT | sequence_number BIGINT | batch_millis BIGINT
 * </pre>
 *
 * Each id replaces the one that this sink has read or written last, and no other: two sinks of one name, which would hide each other's batches,
 * fail. A row that the database refuses fails the context at once, with what helps; a connection that is lost is opened again and the batch is
 * tried again, as is one whose transaction met those of others. A database that does not answer holds the context, which names the sink as
 * slow: set a time limit where connections are made (such as {@code socketTimeout} of PostgreSQL's driver), and it becomes a lost one.
 *
 * <p>What the database has committed is not written again, so its commits must last: H2 in a file loses those of its last half second
 * when its process is killed, unless its URL ends with {@code ;WRITE_DELAY=0}.
 *
 * <p><b>Threading:</b> as {@link ExactlyOnceSink}; workers that write at once take turns, for a transaction has one connection.
 *
 * @param <T> the type of the elements
 */
public final class JdbcSink<T> implements ExactlyOnceSink<T> {
    private static final String TABLE = "headrace_batches";
    private static final int ROWS_AT_ONCE = 1_000;

    private final String name;
    private final Connector connector;
    private final String sql;
    private final RowBinder<? super T> binder;
    private @Nullable Connection connection;
    private @Nullable SinkBatch current;
    private @Nullable SinkBatch known; // what the table says, unless somebody else writes there
    private @Nullable PreparedStatement rows;
    private boolean isEmpty = true;

    /**
     * A sink of that name.
     *
     * @param name tells the sink from others in the same database, over all starts
     * @param connector opens the connection, which is the sink's alone
     * @param sql is run for each element, such as {@code INSERT INTO …} or {@code MERGE INTO …}
     * @param binder sets its parameters
     */
    public JdbcSink(String name, Connector connector, String sql, RowBinder<? super T> binder) {
        if (name.isBlank() || name.length() > 200)
            throw new IllegalArgumentException("a JDBC sink is named \"" + name + "\"; give 1 to 200 letters");
        this.name = name;
        this.connector = connector;
        this.sql = sql;
        this.binder = binder;
    }

    @Override
    public void open(SinkContext context) throws IOException {
        try {
            Connection made = connection();
            if (hasTable(made)) return;
            try (Statement statement = made.createStatement()) {
                statement.execute(
                        "CREATE TABLE " + TABLE + " (sink VARCHAR(200) PRIMARY KEY, incarnation BIGINT NOT NULL,"
                                + " sequence_number BIGINT NOT NULL, batch_millis BIGINT NOT NULL)");
            }
            made.commit();
        } catch (SQLException e) {
            throw SqlFailure.passing("the table " + TABLE + " cannot be made", e);
        }
    }

    /** Asked of the table itself: names of tables are written in one case or the other by different databases. */
    private static boolean hasTable(Connection made) throws SQLException {
        try (Statement statement = made.createStatement();
                ResultSet none = statement.executeQuery("SELECT sink FROM " + TABLE + " WHERE 1 = 0")) {
            return !none.next();
        } catch (SQLException e) {
            made.rollback();
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("42")) return false; // no such table, in the words of each database
            throw e;
        }
    }

    @Override
    public synchronized @Nullable SinkBatch lastCommitted() throws IOException {
        try {
            Connection open = connection();
            try {
                known = stored(open);
                return known;
            } finally {
                open.rollback(); // nothing was changed, and the next transaction sees what is new
            }
        } catch (SQLException e) {
            disconnect(e);
            throw SqlFailure.passing("the last batch of \"" + name + "\" cannot be read", e);
        }
    }

    private @Nullable SinkBatch stored(Connection open) throws SQLException {
        try (PreparedStatement asked = open.prepareStatement(
                "SELECT incarnation, sequence_number, batch_millis FROM " + TABLE + " WHERE sink = ?")) {
            asked.setString(1, name);
            try (ResultSet found = asked.executeQuery()) {
                if (!found.next()) return null;
                return new SinkBatch(new BatchId(found.getLong(1), found.getLong(2)), found.getLong(3));
            }
        }
    }

    @Override
    public synchronized void begin(SinkBatch batch) throws IOException {
        try {
            rows = connection().prepareStatement(sql);
            current = batch;
            isEmpty = true;
        } catch (SQLException e) {
            throw SqlFailure.passing("\"" + sql + "\" cannot be prepared", e);
        }
    }

    @Override
    public synchronized void write(int partition, Iterator<? extends T> elements) throws IOException {
        PreparedStatement row = rows;
        if (row == null) throw new IllegalStateException("partition " + partition + " is written before begin()");
        try {
            int waiting = 0;
            while (elements.hasNext()) {
                binder.bind(row, elements.next());
                row.addBatch();
                if (++waiting % ROWS_AT_ONCE == 0) send(row);
            }
            if (waiting % ROWS_AT_ONCE > 0) send(row);
            isEmpty &= waiting == 0;
        } catch (SQLException e) {
            throw SqlFailure.passing(
                    "rows of partition " + partition + " of " + current + " were not taken in \"" + sql + "\"", e);
        }
    }

    private static void send(PreparedStatement rows) throws SQLException {
        int[] unused = rows.executeBatch(); // how many rows each statement changed is the program's business
    }

    @Override
    public synchronized void commit() throws IOException {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("commit() without begin()");
        try {
            closeRows();
            Connection open = connection();
            if (isEmpty) {
                open.rollback();
            } else {
                write(open, batch);
                open.commit();
                known = batch;
            }
            current = null;
        } catch (SQLException e) {
            throw SqlFailure.passing(batch + " cannot be committed", e);
        }
    }

    private void write(Connection open, SinkBatch batch) throws SQLException {
        SinkBatch before = known;
        boolean isWritten = before == null ? stored(open) == null && insert(open, batch) : update(open, before, batch);
        if (!isWritten)
            throw new IllegalStateException(this + " had written " + (before == null ? "nothing" : before) + ", and "
                    + TABLE + " has " + stored(open) + " under its name: another sink writes there, of this program or"
                    + " of another one, and each would hide batches of the other; give each sink a name of its own");
    }

    private boolean update(Connection open, SinkBatch before, SinkBatch batch) throws SQLException {
        try (PreparedStatement id = open.prepareStatement(
                "UPDATE " + TABLE + " SET incarnation = ?, sequence_number = ?, batch_millis = ? WHERE sink = ?"
                        + " AND incarnation = ? AND sequence_number = ?")) {
            set(id, batch);
            id.setLong(5, before.id().incarnation());
            id.setLong(6, before.id().sequence());
            return id.executeUpdate() == 1;
        }
    }

    private boolean insert(Connection open, SinkBatch batch) throws SQLException {
        try (PreparedStatement id = open.prepareStatement(
                "INSERT INTO " + TABLE + " (incarnation, sequence_number, batch_millis, sink) VALUES (?, ?, ?, ?)")) {
            set(id, batch);
            return id.executeUpdate() == 1;
        }
    }

    private void set(PreparedStatement id, SinkBatch batch) throws SQLException {
        id.setLong(1, batch.id().incarnation());
        id.setLong(2, batch.id().sequence());
        id.setLong(3, batch.timeMillis());
        id.setString(4, name);
    }

    @Override
    public synchronized void abort() {
        current = null;
        rows = null;
        disconnect(null); // also when it was the connection that failed: a new one knows nothing of the batch
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = connector.connect();
            connection = open;
            open.setAutoCommit(false);
        }
        return open;
    }

    private void closeRows() throws SQLException {
        PreparedStatement old = rows;
        rows = null;
        if (old != null) old.close();
    }

    /** Closes the connection, which rolls back; one that is broken may say so while it is closed, and nobody needs it. */
    private void disconnect(@Nullable SQLException why) {
        Connection old = connection;
        connection = null;
        if (old == null) return;
        try {
            try {
                old.rollback();
            } finally {
                old.close();
            }
        } catch (SQLException e) {
            if (why != null) why.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        rows = null;
        disconnect(null);
    }

    @Override
    public String toString() {
        return "JDBC sink \"" + name + "\"";
    }
}
