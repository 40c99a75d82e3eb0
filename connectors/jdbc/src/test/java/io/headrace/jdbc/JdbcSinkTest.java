package io.headrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Tuple2;
import io.headrace.sink.BatchId;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JdbcSinkTest {
    @TempDir
    Path directory;

    private String url = "";

    @BeforeEach
    void makeTable() throws SQLException {
        url = "jdbc:h2:" + directory.resolve("db");
        run("CREATE TABLE counts (word VARCHAR(20), n BIGINT CHECK (n >= 0))");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT word, n FROM counts ORDER BY n, word")) {
            while (found.next()) rows.add(found.getString(1) + "=" + found.getLong(2));
        }
        return rows;
    }

    private JdbcSink<Tuple2<String, Long>> sink(Connector connector) {
        return new JdbcSink<>("counts", connector, "INSERT INTO counts (word, n) VALUES (?, ?)", (row, pair) -> {
            row.setString(1, pair._1());
            row.setLong(2, pair._2());
        });
    }

    private JdbcSink<Tuple2<String, Long>> sink() {
        return sink(() -> DriverManager.getConnection(url));
    }

    private static SinkContext context() {
        return new SinkContext("test", "output 0", true);
    }

    private static SinkBatch batch(long incarnation, long sequence) {
        return new SinkBatch(new BatchId(incarnation, sequence), 1_000 * sequence);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static void give(JdbcSink<Tuple2<String, Long>> sink, SinkBatch batch, Tuple2<String, Long>... rows)
            throws IOException {
        sink.begin(batch);
        sink.write(0, List.of(rows).iterator());
        sink.commit();
    }

    @Test
    void shouldCommitRowsAndIdTogether() throws Exception {
        try (JdbcSink<Tuple2<String, Long>> sink = sink()) {
            sink.open(context());
            assertThat(sink.lastCommitted()).isNull();
            give(sink, batch(1, 1), new Tuple2<>("a", 1L), new Tuple2<>("b", 2L));
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            sink.begin(batch(1, 2));
            sink.write(0, List.of(new Tuple2<>("c", 3L)).iterator());
        } // as a crash before the commit
        assertThat(rows()).containsExactly("a=1", "b=2");
        try (JdbcSink<Tuple2<String, Long>> sink = sink()) {
            sink.open(context());
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            give(sink, batch(1, 2), new Tuple2<>("c", 3L));
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 2));
        }
        assertThat(rows()).containsExactly("a=1", "b=2", "c=3");
    }

    @Test
    void shouldForgetWhatWasAborted() throws Exception {
        try (JdbcSink<Tuple2<String, Long>> sink = sink()) {
            sink.open(context());
            sink.begin(batch(1, 1));
            sink.write(0, List.of(new Tuple2<>("wrong", 1L)).iterator());
            sink.abort();
            give(sink, batch(1, 1), new Tuple2<>("right", 1L));
        }
        assertThat(rows()).containsExactly("right=1");
    }

    @Test
    void shouldSayAtOnceWhatWouldComeAgain() throws Exception {
        try (JdbcSink<Tuple2<String, Long>> sink = sink()) {
            sink.open(context());
            sink.begin(batch(1, 1));
            assertThatThrownBy(() ->
                            sink.write(0, List.of(new Tuple2<>("less", -1L)).iterator()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("rows of partition 0 of batch 1-1")
                    .hasMessageContaining("SQLSTATE 23");
        }
    }

    @Test
    void shouldKeepSinksOfOneDatabaseApart() throws Exception {
        try (JdbcSink<Tuple2<String, Long>> first = sink();
                JdbcSink<Tuple2<String, Long>> second = new JdbcSink<>(
                        "others",
                        () -> DriverManager.getConnection(url),
                        "INSERT INTO counts VALUES ('x', 7)",
                        (row, pair) -> {})) {
            first.open(context());
            second.open(context());
            give(first, batch(1, 1), new Tuple2<>("a", 1L));
            give(second, batch(4, 9), new Tuple2<>("", 0L));
            assertThat(first.lastCommitted()).isEqualTo(batch(1, 1));
            assertThat(second.lastCommitted()).isEqualTo(batch(4, 9));
        }
    }

    @Test
    void shouldWriteABatchOnceAlthoughTheDatabaseFailsOnTheWay() throws Exception {
        AtomicInteger deadlocks = new AtomicInteger(1);
        AtomicInteger lost = new AtomicInteger();
        BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
        feed.batch(new Tuple2<>("a", 1L)).batch(new Tuple2<>("b", 2L), new Tuple2<>("c", 3L));
        JdbcSink<Tuple2<String, Long>> sink = new JdbcSink<>(
                "counts",
                () -> {
                    if (lost.getAndDecrement() > 0) throw new SQLException("the database is away", "08001");
                    return DriverManager.getConnection(url);
                },
                "INSERT INTO counts (word, n) VALUES (?, ?)",
                (row, pair) -> {
                    if (pair._1().equals("c") && deadlocks.getAndDecrement() > 0) {
                        lost.set(1); // and the connection that the second try asks for
                        throw new SQLException("deadlock", "40001");
                    }
                    row.setString(1, pair._1());
                    row.setLong(2, pair._2());
                });
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory.resolve("context")))) {
            test.stream(feed).sinkTo(sink);
            test.advance(2);
        }
        assertThat(rows()).containsExactly("a=1", "b=2", "c=3");
        assertThat(deadlocks.get()).isNegative();
    }

    @Test
    void shouldRunABatchFirstWhoseRowsWereRefused() throws Exception {
        BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
        feed.batch(new Tuple2<>("a", 1L)).batch(new Tuple2<>("b", 2L));
        run("ALTER TABLE counts ADD CONSTRAINT few CHECK (n < 2)");
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory.resolve("context")))) {
            test.stream(feed).sinkTo(sink());
            test.advance();
            assertThatThrownBy(test::advance).hasMessageContaining("sinkTo at").hasMessageContaining("FEW");
        }
        assertThat(rows()).containsExactly("a=1");
        run("ALTER TABLE counts DROP CONSTRAINT few");
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory.resolve("context")))) {
            test.stream(feed).sinkTo(sink());
            test.context().start();
            while (rows().size() < 2)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(rows()).containsExactly("a=1", "b=2");
    }

    /** A crash between the two would let the second one believe that it had the batch. */
    @Test
    void shouldRefuseASecondSinkOfTheSameName() throws Exception {
        BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
        feed.batch(new Tuple2<>("a", 1L));
        try (StreamTest test =
                StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory.resolve("context")))) {
            DStream<Tuple2<String, Long>> counts = test.stream(feed);
            counts.sinkTo(sink());
            counts.sinkTo(sink());
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("had written nothing")
                    .hasMessageContaining("batch 1-1")
                    .hasMessageContaining("give each sink a name of its own");
        }
        assertThat(rows()).as("those of the first one").containsExactly("a=1");
    }

    @Test
    void shouldRefuseASinkWhoseNameAnotherProgramUses() throws Exception {
        try (JdbcSink<Tuple2<String, Long>> first = sink();
                JdbcSink<Tuple2<String, Long>> second = sink()) {
            first.open(context());
            assertThat(first.lastCommitted()).isNull();
            give(first, batch(1, 1), new Tuple2<>("a", 1L));
            second.open(context());
            assertThat(second.lastCommitted()).isEqualTo(batch(1, 1));
            give(second, batch(2, 2), new Tuple2<>("b", 2L));
            assertThatThrownBy(() -> give(first, batch(1, 3), new Tuple2<>("c", 3L)))
                    .hasMessageContaining("had written batch 1-1")
                    .hasMessageContaining("batch 2-2");
            first.abort();
        }
        assertThat(rows()).containsExactly("a=1", "b=2");
    }
}
