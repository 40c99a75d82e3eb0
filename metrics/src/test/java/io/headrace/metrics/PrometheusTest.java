package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The metrics, the dashboard and the alerts under a real Prometheus. Needs Debian's package {@code prometheus}. */
@Tag("debian")
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PrometheusTest {
    private static final Path PAGES = Path.of(System.getProperty("headrace.root"), "docs", "metrics");
    private static final Path RULES = PAGES.resolve("headrace-alerts.yml");
    private static final int ALERTS = 6;
    private static final int LEAST_QUERIES = 35;

    @TempDir
    private Path directory;

    private static String promtool(byte[] in, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getOutputStream()) {
            out.write(in);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "exit code " + process.exitValue() + "\n" + said;
    }

    private static byte[] scrape(PrometheusEndpoint endpoint) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.uri().toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    @Test
    void shouldPleasePromtool() throws Exception {
        CountDownLatch batches = new CountDownLatch(2);
        try (StreamingContext context = CountingProgram.in(directory, batches);
                PrometheusEndpoint endpoint = Setups.prometheus(context, 0)) {
            context.start();
            batches.await();
            byte[] text = scrape(endpoint);
            assertThat(new String(text, StandardCharsets.UTF_8))
                    .contains("headrace_batch_records_total{app=\"counting\"}", "headrace_state_keys{");
            assertThat(promtool(text, "check", "metrics")).isEmpty();
            assertThat(promtool(new byte[0], "check", "rules", RULES.toString()))
                    .contains("SUCCESS: " + ALERTS + " rules found");
        }
    }

    @Test
    void shouldFillTheDashboardAndTheAlerts() throws Exception {
        CountDownLatch batches = new CountDownLatch(2);
        Path data = Files.createDirectory(directory.resolve("prometheus"));
        try (StreamingContext context = CountingProgram.in(directory.resolve("context"), batches);
                PrometheusEndpoint endpoint = Setups.prometheus(context, 0)) {
            context.start();
            batches.await();
            try (PrometheusServer prometheus = new PrometheusServer(data, endpoint.uri(), RULES)) {
                prometheus.await("rate(headrace_batch_records_total[2s]) > 0");
                JsonNode keys = prometheus.await("headrace_state_keys > 0").get(0);
                assertThat(keys.path("metric").path("app").asText()).isEqualTo(CountingProgram.NAME);
                assertThat(keys.path("value").get(1).asText()).isEqualTo("10");
                assertThat(prometheus
                                .await("headrace_batch_interval_seconds")
                                .get(0)
                                .path("value")
                                .get(1)
                                .asText())
                        .isEqualTo("0.01");
                List<String> empty = new ArrayList<>();
                List<String> queries = dashboardQueries();
                for (String query : queries) if (prometheus.query(query).isEmpty()) empty.add(query);
                assertThat(empty)
                        .as("queries of the dashboard without a result")
                        .isEmpty();
                assertThat(queries).hasSizeGreaterThan(LEAST_QUERIES);
                checkAlerts(prometheus);
                context.stop();
                prometheus.await("absent(headrace_up)");
            }
        }
    }

    /** Each expression of the dashboard, with what Grafana would put into it. */
    private static List<String> dashboardQueries() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(PAGES.resolve("headrace-dashboard.json").toFile());
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels"))
            for (JsonNode target : panel.path("targets"))
                queries.add(target.path("expr")
                        .asText()
                        .replace("$app", CountingProgram.NAME)
                        .replace("$__rate_interval", "10s")
                        .replace("$__range", "1m"));
        return queries;
    }

    /** All are evaluated, and a program that is well sets none off. */
    private static void checkAlerts(PrometheusServer prometheus) throws Exception {
        JsonNode rules =
                prometheus.get("rules").path("data").path("groups").path(0).path("rules");
        assertThat(rules).hasSize(ALERTS);
        for (JsonNode rule : rules) {
            assertThat(rule.path("lastError").asText())
                    .as(rule.path("name").asText())
                    .isEmpty();
            assertThat(rule.path("state").asText())
                    .as(rule.path("name").asText())
                    .isEqualTo("inactive");
        }
    }
}
