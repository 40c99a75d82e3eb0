package io.headrace.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program and its console, looked at as a browser would. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsoleTest {
    private static final String TOKEN = "correct horse battery";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final BatchFeed<String> feed = new BatchFeed<>();
    private StreamTest test;

    @BeforeEach
    void writeTheProgram() {
        test = StreamTest.every(
                Durations.milliseconds(100),
                builder -> builder.directory(directory).workers(2).console(0));
        PairDStream<String, Integer> words = test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
        test.collect(words.<Integer>updateStateByKey((ones, sum) -> Optional.of(sum.orElse(0) + ones.size()))
                .name("totals"));
        test.collect(words.reduceByKey(Integer::sum));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    private URI uri(String path) {
        return Objects.requireNonNull(test.context().consoleUri()).resolve(path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** The first frame that says that so many batches are done. */
    private JsonNode frameWith(long batches) throws Exception {
        HttpResponse<InputStream> live =
                client.send(HttpRequest.newBuilder(uri("/api/live")).build(), BodyHandlers.ofInputStream());
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (Scanner lines = new Scanner(live.body(), StandardCharsets.UTF_8)) {
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                if (!line.startsWith("data: ")) continue;
                JsonNode frame = JSON.readTree(line.substring("data: ".length()));
                if (frame.get("counts").get("batches").asLong() == batches) return frame;
            }
        }
        throw new AssertionError("the frames have ended");
    }

    private long counted(CounterId id) throws IOException {
        return CountersReader.open(directory.resolve("counters")).value(id).orElseThrow();
    }

    @Test
    void shouldSayWhatTheCountersSay() throws Exception {
        feed.batch("a", "b", "a").batch("c").empty();
        test.advance(3);
        JsonNode frame = frameWith(3);
        JsonNode counts = frame.get("counts");
        assertThat(counts.get("batches").asLong()).isEqualTo(counted(CounterId.BATCHES_COMPLETED));
        assertThat(counts.get("records").asLong())
                .isEqualTo(counted(CounterId.RECORDS_PROCESSED))
                .isEqualTo(4);
        assertThat(counts.get("outputs").asLong())
                .isEqualTo(counted(CounterId.OUTPUTS_RUN))
                .isEqualTo(6);
        assertThat(frame.get("states").get(0).get("keys").asLong()).isEqualTo(3);
        assertThat(frame.get("states").get(0).get("label").asText()).contains("totals");
        assertThat(frame.get("memory").get("reserved").asLong()).isPositive();
        assertThat(frame.get("batches").get("last").size()).isEqualTo(3);
        assertThat(frame.get("batches").get("missed").asLong()).isZero();
    }

    @Test
    void shouldShowWhereTheTimeOfABatchWent() throws Exception {
        feed.batch("a", "b", "a");
        test.advance(1);
        JsonNode frame = frameWith(1);
        JsonNode listed = frame.get("batches").get("slowest").get(0);
        JsonNode batch = json("/api/batch/" + listed.get("number").asLong());
        JsonNode stages = json("/api/program").get("stages");
        assertThat(batch.get("records").asLong()).isEqualTo(3);
        assertThat(batch.get("stages").size()).isEqualTo(stages.size());
        double sum = batch.get("between").asDouble();
        int tasks = 0;
        for (JsonNode stage : batch.get("stages")) {
            sum += stage.get("millis").asDouble();
            for (JsonNode worker : stage.get("workers"))
                tasks += worker.get("tasks").asInt();
        }
        assertThat(sum).isCloseTo(batch.get("processing").asDouble(), Offset.offset(0.05));
        assertThat(tasks).isPositive();
        List<String> labels = new ArrayList<>();
        stages.forEach(stage ->
                labels.add(stage.get("kind").asText() + " " + stage.get("label").asText()));
        assertThat(labels).anyMatch(label -> label.startsWith("stream \"totals\", updateStateByKey"));
        assertThat(labels).anyMatch(label -> label.startsWith("output foreachRDD"));
        assertThat(get("/api/batch/999").statusCode()).isEqualTo(404);
        assertThat(get("/api/batch/one").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldNameTheFilesOfABatch() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        test.collect(test.context().textFileStream(in.toString()));
        Path file = Files.writeString(directory.resolve("words"), "one\ntwo\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(50));
        file = Files.move(file, in.resolve("words"));
        feed.batch("a");
        test.advance(1);
        frameWith(1);
        JsonNode inputs = json("/api/batch/1").get("inputs");
        assertThat(inputs.get(0).get("records").asLong()).isEqualTo(1);
        assertThat(inputs.get(0).get("description").asText()).isEmpty();
        assertThat(inputs.get(1).get("records").asLong()).isEqualTo(2);
        assertThat(inputs.get(1).get("description").asText()).isEqualTo(file.toString());
    }

    @Test
    void shouldSendEverythingSafely() throws Exception {
        test.advance(0);
        test.context().start();
        for (String path :
                List.of("/", "/console.js", "/console.css", "/icon.svg", "/api/program", "/nowhere", "/api/x")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode())
                    .as(path)
                    .isEqualTo(path.contains("nowhere") || path.endsWith("/x") ? 404 : 200);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertThat(policy)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'", "base-uri 'none'")
                    .doesNotContain("unsafe", "http:", "https:", "*");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
        assertThat(get("/console.css").headers().firstValue("ETag")).isPresent();
        String tag = get("/console.css").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/console.css", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void shouldNameNothingFromElsewhereAndNothingInline() throws Exception {
        test.advance(0);
        test.context().start();
        String page = get("/").body();
        assertThat(page).doesNotContain("http://", "https://", "style=", "onclick", "<style");
        assertThat(page).doesNotContainPattern("<script(?![^>]*src=)");
        for (String file :
                List.of("console.js", "panels.js", "charts.js", "dom.js", "batches.js", "cores.js", "health.js"))
            assertThat(get("/" + file).body())
                    .as(file)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "http://", "https://");
    }

    private String raw(String request) throws IOException {
        URI at = uri("/");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldRefuseOtherHostsOriginsAndMethods() throws Exception {
        test.context().start();
        String end = "Connection: close\r\n\r\n";
        assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n" + end)).startsWith("HTTP/1.1 421");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n" + end))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET / HTTP/1.1\r\n" + end)).startsWith("HTTP/1.1 4");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + end)).startsWith("HTTP/1.1 200");
        assertThat(get("/api/now", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(get("/api/now", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        HttpResponse<String> posted = client.send(
                HttpRequest.newBuilder(uri("/api/now"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(uri("/"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../console.js", "/web/index.html", "/%2e%2e/console.css", "//etc/passwd", "/api/batch/../../x"
            })
    void shouldServeNothingButItsFiles(String path) throws Exception {
        test.context().start();
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .containsPattern("^HTTP/1.1 40[04]");
    }

    @Test
    void shouldServeOnlySoManyLivePagesAndFreeTheirPlaces() throws Exception {
        test.context().start();
        List<HttpResponse<InputStream>> pages = new ArrayList<>();
        for (int i = 0; i < LiveFeed.MOST_CLIENTS; i++)
            pages.add(client.send(HttpRequest.newBuilder(uri("/api/live")).build(), BodyHandlers.ofInputStream()));
        assertThat(pages).allMatch(page -> page.statusCode() == 200);
        assertThat(get("/api/live").statusCode()).isEqualTo(503);
        assertThat(get("/").statusCode()).as("others are served all the same").isEqualTo(200);
        for (HttpResponse<InputStream> page : pages) page.body().close();
        int status = 503;
        while (status == 503) { // until the frames find that nobody reads them
            HttpResponse<InputStream> again =
                    client.send(HttpRequest.newBuilder(uri("/api/live")).build(), BodyHandlers.ofInputStream());
            status = again.statusCode();
            again.body().close();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void shouldCutOffWhoSendsDropByDrop() throws Exception {
        HeadraceConf conf = HeadraceConf.builder().console(0).build();
        try (WebConsole console = WebConsole.open(conf, TimeUnit.MILLISECONDS.toNanos(300));
                Socket slow = new Socket(
                        InetAddress.getLoopbackAddress(), console.uri().getPort())) {
            slow.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            assertThat(readToTheEnd(slow))
                    .as("nothing is answered, and the connection ends")
                    .isEmpty();
        }
    }

    private static String readToTheEnd(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) { // it was reset
            return "";
        }
    }

    /** Who listens to each batch makes every tick one: the console must not. */
    @Test
    void shouldMakeNoBatchOfATickOnWhichNothingIsDue() throws Exception {
        Path home = directory.resolve("quiet");
        try (StreamingContext quiet = StreamingContext.builder("quiet")
                .batchInterval(Durations.milliseconds(5))
                .directory(home)
                .console(0)
                .build()) {
            quiet.<Integer>batchStream(time -> null).foreachRDD(rdd -> {});
            quiet.start();
            CountersReader counters = CountersReader.open(home.resolve("counters"));
            while (counters.value(CounterId.TICKS_IDLE).orElse(0) < 20)
                assertThat(quiet.awaitTerminationOrTimeout(5)).isFalse();
            assertThat(counters.value(CounterId.BATCHES_COMPLETED)).hasValue(0);
        }
    }

    @Test
    void shouldBeThereFromTheStartToTheStop() throws Exception {
        assertThat(test.context().consoleUri()).isNull();
        test.context().start();
        URI at = uri("/");
        assertThat(at.getHost()).isEqualTo("localhost");
        assertThat(get("/").statusCode()).isEqualTo(200);
        test.close();
        assertThatThrownBy(() -> client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldShowWhyAProgramFailed() throws Exception {
        try (StreamingContext failing = StreamingContext.builder("failing")
                .batchInterval(Durations.milliseconds(5))
                .console(0)
                .build()) {
            failing.<Integer>batchStream(time -> List.of(List.of(1))).foreachRDD(rdd -> {
                throw new IllegalStateException("the till is empty");
            });
            failing.start();
            URI now = Objects.requireNonNull(failing.consoleUri()).resolve("/api/now");
            assertThatThrownBy(() -> failing.awaitTerminationOrTimeout(30_000)).hasMessageContaining("till");
            String failure = "";
            while (failure.isEmpty()) {
                HttpResponse<String> frame =
                        client.send(HttpRequest.newBuilder(now).build(), BodyHandlers.ofString());
                if (frame.statusCode() == 200)
                    failure = JSON.readTree(frame.body()).get("failure").asText();
            }
            assertThat(failure).contains("till is empty");
        }
    }

    @Test
    void shouldNameAnOutputThatDoesNotAnswer() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (StreamingContext held = StreamingContext.builder("held")
                .batchInterval(Durations.milliseconds(5))
                .console(0)
                .set("headrace.output.slow.after", "40ms")
                .build()) {
            held.<Integer>batchStream(time -> List.of(List.of(1))).foreachRDD(rdd -> {
                if (!answers.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
            });
            held.start();
            URI now = Objects.requireNonNull(held.consoleUri()).resolve("/api/now");
            JsonNode slow = JSON.createArrayNode();
            while (slow.isEmpty()) {
                HttpResponse<String> frame =
                        client.send(HttpRequest.newBuilder(now).build(), BodyHandlers.ofString());
                if (frame.statusCode() == 200)
                    slow = JSON.readTree(frame.body()).get("slowOutputs");
            }
            assertThat(slow.get(0).get("label").asText()).contains("foreachRDD at ConsoleTest");
            assertThat(slow.get(0).get("millis").asLong()).isGreaterThanOrEqualTo(40);
            answers.countDown();
            held.stop(false);
        }
    }

    @Test
    void shouldAskForTheTokenOnceAndThenKnowTheBrowser() throws Exception {
        HeadraceConf conf = HeadraceConf.builder()
                .console(0)
                .set("headrace.console.token", TOKEN)
                .build();
        assertThat(conf.toString()).doesNotContain(TOKEN);
        assertThat(conf.allSettings().toString()).doesNotContain(TOKEN);
        try (WebConsole console = WebConsole.open(conf)) {
            URI page = console.uri();
            HttpResponse<String> asked =
                    client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.body()).contains("type=\"password\"");
            assertThat(login(page, "token=wrong").statusCode()).isEqualTo(401);
            HttpResponse<String> in = login(page, "token=correct+horse%20battery");
            assertThat(in.statusCode()).isEqualTo(303);
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain("horse");
            assertThat(with(page, "Cookie", cookie.substring(0, cookie.indexOf(';'))))
                    .isEqualTo(200);
            assertThat(with(page.resolve("/api/now"), "Authorization", "Bearer " + TOKEN))
                    .isEqualTo(503);
            assertThat(with(page.resolve("/api/now"), "Authorization", "Bearer wrong"))
                    .isEqualTo(401);
            assertThat(with(page.resolve("/api/live"), "Cookie", "headrace=1")).isEqualTo(401);
            assertThat(with(page.resolve("/console.js"), "Cookie", "x=1")).isEqualTo(401);
        }
    }

    private HttpResponse<String> login(URI page, String form) throws Exception {
        return client.send(
                HttpRequest.newBuilder(page.resolve("/login"))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private int with(URI at, String header, String value) throws Exception {
        return client.send(HttpRequest.newBuilder(at).header(header, value).build(), BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void shouldRefuseToBeReachedByOthersWithoutAToken() {
        HeadraceConf open = HeadraceConf.builder()
                .console(0)
                .set("headrace.console.address", "0.0.0.0")
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebConsole.open(open).close())
                .withMessageContaining("headrace.console.token")
                .withMessageContaining("0.0.0.0");
        HeadraceConf guessed =
                open.toBuilder().set("headrace.console.token", "1234").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebConsole.open(guessed).close())
                .withMessageContaining("headrace.console.token")
                .withMessageNotContainingAny("1234");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeadraceConf.builder()
                        .set("headrace.console.token", TOKEN)
                        .build())
                .withMessageContaining("headrace.console.port")
                .withMessageNotContainingAny(TOKEN);
    }

    @Test
    void shouldSayWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StreamTest second =
                        StreamTest.every(Durations.seconds(1), builder -> builder.console(taken.getLocalPort()))) {
            second.collect(second.stream(new BatchFeed<String>()));
            assertThatThrownBy(() -> second.context().start())
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("headrace.console.port")
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void shouldListThreadsErrorsAndSettings() throws Exception {
        test.context().start();
        JsonNode threads = json("/api/threads");
        assertThat(threads.get("threads").size()).isGreaterThan(3);
        assertThat(threads.get("collectors").size()).isPositive();
        assertThat(json("/api/errors").get("errors").size()).isZero();
        JsonNode program = json("/api/program");
        assertThat(program.get("settings").findValuesAsText("key"))
                .contains("headrace.workers", "headrace.console.token");
        assertThat(program.get("cores").get("cpus").size()).isPositive();
        assertThat(program.get("cores").get("roles").findValuesAsText("name")).contains("worker 0", "worker 1");
        assertThat(json("/api/batches").get("last").size()).isZero();
        assertThat(json("/api/history").get("points").isArray()).isTrue();
    }
}
