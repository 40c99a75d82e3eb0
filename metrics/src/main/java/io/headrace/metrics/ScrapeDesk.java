package io.headrace.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.headrace.exec.door.Answer;
import io.headrace.exec.door.Guard;
import io.headrace.exec.door.Lock;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request to the endpoint: who may not ask is refused first, then there is one thing to ask for.
 *
 * <p><b>Threading:</b> any thread of the server.
 */
final class ScrapeDesk implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ScrapeDesk.class);
    private static final String WHERE = "the metrics are at " + PrometheusEndpoint.PATH;

    private final PrometheusMeterRegistry registry;
    private final Guard guard;
    private final Lock lock;
    private final ExpositionFormats formats = ExpositionFormats.init();

    ScrapeDesk(PrometheusMeterRegistry registry, Guard guard, Lock lock) {
        this.registry = registry;
        this.guard = guard;
        this.lock = lock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        try {
            send(exchange, answer(exchange));
        } catch (RuntimeException e) {
            LOG.error("the metrics could not be given", e);
            throw e;
        } finally {
            exchange.close();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().getPath();
        Answer refusal = guard.refusal(asked(exchange, path));
        if (refusal != null) return refusal;
        if (!lock.admits(null, headers.getFirst("Authorization")))
            return Answer.refused(401, "the token is missing: send it as \"Authorization: Bearer ...\"");
        if (!path.equals(PrometheusEndpoint.PATH)) return Answer.refused(404, WHERE);
        return scrape(headers.getFirst("Accept"));
    }

    private static Guard.Asked asked(HttpExchange exchange, String path) {
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        return new Guard.Asked(
                exchange.getRequestMethod(),
                path,
                hosts.size() == 1 ? hosts.get(0) : null,
                headers.getFirst("Origin"),
                headers.getFirst("Sec-Fetch-Site"));
    }

    private Answer scrape(@Nullable String accepted) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accepted);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, registry.getPrometheusRegistry().scrape());
        return new Answer(200, writer.getContentType(), out.toByteArray(), Map.of("Cache-Control", "no-store"));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        answer.headers().forEach(headers::set);
        if (answer.status() == 405) headers.set("Allow", "GET, HEAD");
        boolean isBodyless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), isBodyless ? -1 : answer.body().length);
        if (!isBodyless) exchange.getResponseBody().write(answer.body());
    }
}
