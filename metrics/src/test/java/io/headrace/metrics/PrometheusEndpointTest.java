package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is heard, and what is answered; by hand, for a client of the JDK does not let one write the host. */
class PrometheusEndpointTest {
    private static final String TOKEN = "correct horse battery";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void count() {
        registry.counter("apples").increment(3);
    }

    private static String ask(PrometheusEndpoint endpoint, String request, String... headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), endpoint.uri().getPort())) {
            String all = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldGiveTheMetersInTheFormThatIsAskedFor() throws IOException {
        try (PrometheusEndpoint endpoint =
                PrometheusEndpoint.of(registry).port(0).open()) {
            assertThat(endpoint.uri()).hasHost("localhost").hasPath("/metrics");
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost"))
                    .startsWith("HTTP/1.1 200")
                    .contains("text/plain", "apples_total 3.0")
                    .doesNotContain("# EOF");
            assertThat(ask(
                            endpoint,
                            "GET /metrics",
                            "Host: localhost",
                            "Accept: application/openmetrics-text; version=1.0.0"))
                    .contains("application/openmetrics-text", "apples_total 3.0", "# EOF");
            assertThat(ask(endpoint, "HEAD /metrics", "Host: localhost"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("apples");
            assertThat(endpoint).hasToString("metrics at " + endpoint.uri());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /metrics, Host: evil.example, 421",
        "GET /metrics, Host: 127.0.0.1, 200",
        "GET /metrics, Host: node7.example.org:9464, 200",
        "GET /metrics, X: without a host, 421",
        "GET /, Host: localhost, 404",
        "GET /metrics/../, Host: localhost, 404",
        "POST /metrics, Host: localhost, 405",
        "POST /login, Host: localhost, 405",
        "DELETE /metrics, Host: localhost, 405"
    })
    void shouldHearWhoMayAsk(String request, String host, int status) throws IOException {
        try (PrometheusEndpoint endpoint = PrometheusEndpoint.of(registry)
                .port(0)
                .hosts("node7.example.org")
                .open()) {
            assertThat(ask(endpoint, request, host)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void shouldRefusePagesOfOthers() throws IOException {
        try (PrometheusEndpoint endpoint =
                PrometheusEndpoint.of(registry).port(0).open()) {
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost", "Origin: http://evil.example"))
                    .startsWith("HTTP/1.1 403");
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost", "Sec-Fetch-Site: cross-site"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void shouldAskForTheToken() throws IOException {
        try (PrometheusEndpoint endpoint = PrometheusEndpoint.of(registry)
                .address("0.0.0.0")
                .port(0)
                .token(TOKEN)
                .open()) {
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost"))
                    .startsWith("HTTP/1.1 401")
                    .contains("token is missing")
                    .doesNotContain("apples");
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost", "Authorization: Bearer wrong"))
                    .startsWith("HTTP/1.1 401");
            assertThat(ask(endpoint, "GET /metrics", "Host: localhost", "Authorization: Bearer " + TOKEN))
                    .startsWith("HTTP/1.1 200")
                    .contains("apples_total");
        }
    }

    @Test
    void shouldNotOpenWhereEverybodyCouldLook() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrometheusEndpoint.of(registry)
                        .address("0.0.0.0")
                        .port(0)
                        .open())
                .withMessageContaining("token(...)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PrometheusEndpoint.of(registry).port(0).token("short").open())
                .withMessageContaining("5 characters");
    }
}
