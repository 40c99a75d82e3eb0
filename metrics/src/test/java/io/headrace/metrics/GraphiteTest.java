package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a real Graphite has stored. Needs Debian's package {@code graphite-carbon}. */
@Tag("debian")
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GraphiteTest {
    private static final Pattern NUMBER = Pattern.compile("\"values\" : \\[([^,\\]]+)");

    @TempDir
    private Path directory;

    private Daemon carbon(int port) throws IOException {
        Path home = Files.createDirectory(directory.resolve("carbon"));
        Files.writeString(home.resolve("storage-schemas.conf"), "[all]\npattern = .*\nretentions = 1s:10m\n");
        Files.writeString(home.resolve("carbon.conf"), """
                [cache]
                STORAGE_DIR = %1$s
                LOCAL_DATA_DIR = %1$s/whisper
                CONF_DIR = %1$s
                LOG_DIR = %1$s
                PID_DIR = %1$s
                USER =
                MAX_CREATES_PER_MINUTE = inf
                MAX_UPDATES_PER_SECOND = inf
                LINE_RECEIVER_INTERFACE = 127.0.0.1
                LINE_RECEIVER_PORT = %2$d
                PICKLE_RECEIVER_INTERFACE = 127.0.0.1
                PICKLE_RECEIVER_PORT = %3$d
                CACHE_QUERY_INTERFACE = 127.0.0.1
                CACHE_QUERY_PORT = %4$d
                ENABLE_TAGS = False
                TAG_HASH_FILENAMES = False
                """.formatted(home, port, Daemon.freePort(), Daemon.freePort()));
        return new Daemon(
                home, List.of("carbon-cache", "--config=" + home.resolve("carbon.conf"), "--nodaemon", "start"));
    }

    private static @Nullable Boolean listens(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return null; // not yet
        }
    }

    /** The first value that is stored under a name. */
    private @Nullable Double stored(String name) throws Exception {
        Path file = file(name.replace(".", "_DOT_") + ".wsp");
        if (file == null) return null;
        Process fetch = new ProcessBuilder("whisper-fetch", "--json", "--drop=nulls", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        fetch.waitFor();
        Matcher number = NUMBER.matcher(said);
        return number.find() ? Double.valueOf(number.group(1)) : null;
    }

    private @Nullable Path file(String name) throws IOException {
        Path stored = directory.resolve("carbon/whisper/_tagged");
        if (!Files.isDirectory(stored)) return null;
        try (Stream<Path> files = Files.walk(stored)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    @Test
    void shouldStoreTheMetersWithTheirTags() throws Exception {
        int port = Daemon.freePort();
        try (Daemon carbon = carbon(port)) {
            carbon.await(() -> listens(port));
            try (StreamingContext context = CountingProgram.in(directory.resolve("context"))) {
                MeterRegistry registry = Setups.graphite(context, port);
                try {
                    context.start();
                    assertThat(carbon.await(() -> stored("headrace.batch.interval;app=counting")))
                            .isEqualTo(0.01);
                    assertThat(carbon.await(() -> stored("headrace.batch.records;app=counting;metricattribute=count")))
                            .isPositive();
                } finally {
                    registry.close();
                }
            }
        }
    }
}
