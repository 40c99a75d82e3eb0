package io.headrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.CrashPoints;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows in a real PostgreSQL, each once: when the engine is killed, when the server is, and when rows are refused. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PostgresTest {
    private static final int KILLS = Integer.getInteger("headrace.test.kills", 3);
    private static final long ENDLESS = 1_000_000;
    private static final List<String> POINTS = List.of(
            "BEFORE_ALLOC",
            "AFTER_ALLOC",
            "BEFORE_SINK_BEGIN",
            "BEFORE_SINK_COMMIT",
            "AFTER_SINK_COMMIT",
            "BEFORE_COMMIT",
            "AFTER_COMMIT");

    @TempDir
    static Path shared;

    private static PostgresServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(shared);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void makeTable() throws SQLException {
        server.run("DROP TABLE IF EXISTS headrace_batches, rows, counts");
        server.run("CREATE TABLE rows (batch BIGINT, n BIGINT)");
        server.run("CREATE TABLE counts (word VARCHAR(20) PRIMARY KEY, n BIGINT)");
    }

    private static List<String> table() throws SQLException {
        return server.rows("SELECT batch, n FROM rows ORDER BY batch, n");
    }

    private ForkedEngine engine(String... options) throws Exception {
        return ForkedEngine.start(
                List.of(options),
                PostgresProgram.class,
                directory.resolve("context").toString(),
                server.url(),
                String.valueOf(ENDLESS));
    }

    /** Goes on to the end, and compares. */
    private void compare() throws Exception {
        long last = lastBatch() + 30;
        PostgresProgram.run(directory.resolve("context"), server.url(), last);
        // While the server was away more batches may have been allocated than these: they are run first.
        assertThat(table()).isEqualTo(PostgresProgram.model(Math.max(last, lastBatch())));
    }

    private static long lastBatch() throws SQLException {
        List<String> times = server.rows("SELECT COALESCE(MAX(batch), 0) FROM rows");
        return Long.parseLong(times.get(0)) / PostgresProgram.BATCH_MILLIS;
    }

    @Test
    void shouldHaveEachRowOnceWheneverTheEngineIsKilled() throws Exception {
        RandomGenerator random = Seed.random("PostgresTest");
        for (int i = 0; i < KILLS; i++) engine().killAfter(500 + random.nextInt(1_500));
        compare();
    }

    @Test
    void shouldHaveEachRowOnceAtEveryPointOfTheProtocol() throws Exception {
        for (String point : POINTS) {
            ForkedEngine engine = engine("-Dheadrace.crash.point=" + point + ":3");
            assertThat(engine.awaitEnd()).as("%s: %s", point, engine.said()).isEqualTo(CrashPoints.EXIT_CODE);
        }
        compare();
    }

    @Test
    void shouldGoOnWhenTheServerIsKilledAndComesBack() throws Exception {
        ForkedEngine engine = engine();
        for (int i = 0; i < 2; i++) {
            long before = table().size();
            while (table().size() == before) engine.mustRun();
            server.kill();
            engine.mustRun();
            server.start();
        }
        long before = table().size();
        while (table().size() == before) engine.mustRun();
        engine.killAfter(0);
        compare();
    }

    private StreamTest test(String... settings) {
        return StreamTest.every(Durations.seconds(1), builder -> {
            for (int i = 0; i < settings.length; i += 2) builder.set(settings[i], settings[i + 1]);
            return builder.directory(directory.resolve("context")).workers(1);
        });
    }

    private static void await(StreamingContext context, List<String> rows, String sql) throws Exception {
        while (!server.rows(sql).equals(rows))
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    @Test
    void shouldStopWhenTheServerStaysAwayAndWriteThatBatchFirstWhenItIsBack() throws Exception {
        BatchFeed<Tuple2<Long, Long>> feed = new BatchFeed<>();
        feed.batch(new Tuple2<>(1L, 1L)).batch(new Tuple2<>(2L, 2L));
        try (StreamTest test = test("headrace.sink.retries", "1", "headrace.sink.retry.delay", "5ms")) {
            test.stream(feed).sinkTo(PostgresProgram.sink(server.url()));
            test.advance();
            server.kill();
            assertThatThrownBy(test::advance)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("sinkTo at PostgresTest")
                    .hasMessageContaining("batch 1-2")
                    .hasMessageContaining("JDBC sink \"rows\" could not be written, in 2 tries")
                    .hasMessageContaining("runs first when the program is started again");
        } finally {
            server.start();
        }
        try (StreamTest test = test()) {
            test.stream(feed).sinkTo(PostgresProgram.sink(server.url()));
            test.context().start();
            await(test.context(), List.of("1 1", "2 2"), "SELECT batch, n FROM rows ORDER BY batch");
        }
    }

    private JdbcSink<Tuple2<String, Long>> counts(String sql, Connector connector, Runnable beforeB) {
        return new JdbcSink<>("counts", connector, sql, (row, pair) -> {
            if (pair._1().equals("b")) beforeB.run();
            row.setLong(1, pair._2());
            row.setString(2, pair._1());
        });
    }

    @Test
    void shouldTryAgainWhatCouldNotBeSerialized() throws Exception {
        server.run("INSERT INTO counts VALUES ('a', 0), ('b', 0)");
        AtomicBoolean isFirst = new AtomicBoolean(true);
        JdbcSink<Tuple2<String, Long>> sink = counts(
                "UPDATE counts SET n = n + ? WHERE word = ?",
                () -> {
                    Connection made = server.connect();
                    made.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    return made;
                },
                () -> {
                    if (isFirst.getAndSet(false)) addToB();
                });
        BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
        feed.partitions(List.of(List.of(new Tuple2<>("a", 1L)), List.of(new Tuple2<>("b", 2L))));
        try (StreamTest test = test("headrace.sink.retry.delay", "1ms")) {
            test.stream(feed).sinkTo(sink);
            test.advance();
        }
        assertThat(isFirst).isFalse();
        assertThat(server.rows("SELECT word, n FROM counts ORDER BY word")).containsExactly("a 1", "b 102");
    }

    private static void addToB() {
        try {
            server.run("UPDATE counts SET n = n + 100 WHERE word = 'b'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayWhatHelpsWhenRowsAreRefused() throws Exception {
        server.run("INSERT INTO counts VALUES ('b', 7)");
        BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
        feed.batch(new Tuple2<>("a", 1L)).batch(new Tuple2<>("c", 3L), new Tuple2<>("b", 2L));
        String insert = "INSERT INTO counts (n, word) VALUES (?, ?)";
        try (StreamTest test = test()) {
            test.stream(feed).sinkTo(counts(insert, server::connect, () -> {}));
            test.advance();
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("batch 1-2")
                    .hasMessageContaining("duplicate key value violates unique constraint")
                    .hasMessageContaining("SQLSTATE 23505")
                    .hasMessageContaining("in \"" + insert + "\"")
                    .hasMessageContaining("a statement that replaces rows, such as INSERT … ON CONFLICT");
        }
        assertThat(server.rows("SELECT word, n FROM counts ORDER BY word")).containsExactly("a 1", "b 7");
        try (StreamTest test = test()) { // the cure: the batch comes first
            test.stream(feed)
                    .sinkTo(counts(
                            insert + " ON CONFLICT (word) DO UPDATE SET n = EXCLUDED.n", server::connect, () -> {}));
            test.context().start();
            await(test.context(), List.of("a 1", "b 2", "c 3"), "SELECT word, n FROM counts ORDER BY word");
        }
    }

    @Test
    void shouldSayWhatHelpsWhenTheStatementIsWrong() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String sql : List.of(
                "INSERT INTO nowhere (n, word) VALUES (?, ?)", "INSERT INTO counts (n, word) VALUES (? || 'x', ?)")) {
            BatchFeed<Tuple2<String, Long>> feed = new BatchFeed<>();
            feed.batch(new Tuple2<>("a", 1L));
            try (StreamTest test =
                    StreamTest.every(Durations.seconds(1), b -> b.directory(directory.resolve("c" + wrong.size())))) {
                test.stream(feed).sinkTo(counts(sql, server::connect, () -> {}));
                assertThatThrownBy(test::advance)
                        .hasMessageContaining("in \"" + sql + "\"")
                        .hasMessageContaining("correct the statement or the table");
            }
            wrong.add(sql);
            server.run("DROP TABLE headrace_batches");
        }
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1"); // nobody holds a transaction open
        }
    }
}
