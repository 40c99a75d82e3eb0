package io.headrace.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of the test's own, on a free port and a directory of its own, which can be killed and started again. What it has
 * committed survives its own death, as with its defaults.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PostgresServer implements AutoCloseable {
    private static final int STARTS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path data;
    private final Path programs;
    private @Nullable EmbeddedPostgres running;
    private int port;

    private PostgresServer(Path data, Path programs) {
        this.data = data;
        this.programs = programs;
    }

    static PostgresServer start(Path directory) throws Exception {
        PostgresServer server = new PostgresServer(directory.resolve("data"), directory.resolve("programs"));
        server.start();
        return server;
    }

    void start() throws Exception {
        for (int i = 1; ; i++) {
            try {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setOverrideWorkingDirectory(new File(programs.toString()))
                        .setServerConfig("synchronous_commit", "on");
                if (port != 0) builder.setPort(port);
                EmbeddedPostgres started = builder.start();
                running = started;
                port = started.getPort();
                return;
            } catch (IOException | IllegalStateException e) {
                if (i == STARTS) throw e;
                LockSupport.parkNanos(PAUSE_NANOS); // those that served the one before end a little later than it
            }
        }
    }

    /** As when the machine's memory is short: the server is gone in the middle of whatever it does. */
    void kill() throws Exception {
        String process = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(process.strip())).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.children().toList());
        all.add(server);
        for (ProcessHandle one : all) {
            boolean unused = one.destroyForcibly();
        }
        for (ProcessHandle one : all) {
            ProcessHandle ended = one.onExit().get(20, TimeUnit.SECONDS);
            if (ended.isAlive()) throw new AssertionError(ended + " lives on");
        }
        EmbeddedPostgres gone = running;
        running = null;
        if (gone != null) gone.close();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows as texts, their columns with a space between. */
    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                StringBuilder row = new StringBuilder(found.getString(1));
                for (int i = 2; i <= columns; i++) row.append(' ').append(found.getString(i));
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        if (running != null) running.close();
    }
}
