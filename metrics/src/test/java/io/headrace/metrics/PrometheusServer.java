package io.headrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real Prometheus, from Debian's package, that scrapes one endpoint five times a second.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PrometheusServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Daemon daemon;
    private final URI queries;

    PrometheusServer(Path directory, URI scraped, Path rules) throws IOException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, """
                global:
                  scrape_interval: 200ms
                  scrape_timeout: 200ms
                  evaluation_interval: 200ms
                rule_files: [ "%s" ]
                scrape_configs:
                  - job_name: headrace
                    metrics_path: %s
                    static_configs:
                      - targets: [ "127.0.0.1:%d" ]
                """.formatted(rules.toAbsolutePath(), scraped.getPath(), scraped.getPort()));
        int port = Daemon.freePort();
        queries = URI.create("http://127.0.0.1:" + port + "/api/v1/");
        daemon = new Daemon(
                directory,
                List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"));
    }

    /** The results of a query, as soon as there is one. */
    JsonNode await(String query) throws Exception {
        return daemon.await(() -> {
            JsonNode result = query(query);
            return result.isEmpty() ? null : result;
        });
    }

    /** What the query finds now; nothing while the server is starting. */
    JsonNode query(String query) throws Exception {
        JsonNode answer = get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        if (answer.isMissingNode()) return answer;
        if (!answer.path("status").asText().equals("success"))
            throw new AssertionError(query + ": " + answer.path("error").asText());
        return answer.path("data").path("result");
    }

    /** Something else that the API tells; a missing node while the server is starting. */
    JsonNode get(String what) throws Exception {
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(queries.resolve(what)).build(), BodyHandlers.ofString());
            return answer.statusCode() == 503 ? JSON.missingNode() : JSON.readTree(answer.body());
        } catch (ConnectException e) {
            return JSON.missingNode(); // it does not listen yet
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
