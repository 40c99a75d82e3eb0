package io.headrace.metrics;

import io.headrace.StreamingContext;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.graphite.GraphiteMeterRegistry;
import io.micrometer.jmx.JmxConfig;
import io.micrometer.jmx.JmxMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code docs/metrics.md} shows. The tests run it against the real thing.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Setups {
    private Setups() {}

    static PrometheusEndpoint prometheus(StreamingContext context, int port) throws IOException {
        // tag::prometheus
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HeadraceMetrics.of(context).bindTo(registry); // before context.start() or after
        PrometheusEndpoint endpoint = PrometheusEndpoint.of(registry).port(port).open();
        // end::prometheus
        return endpoint;
    }

    static PrometheusEndpoint forOthers(PrometheusMeterRegistry registry, int port, String secret) throws IOException {
        // tag::others
        PrometheusEndpoint endpoint = PrometheusEndpoint.of(registry)
                .address("0.0.0.0")
                .port(port)
                .hosts("node7.example.org")
                .token(secret)
                .open();
        // end::others
        return endpoint;
    }

    static MeterRegistry graphite(StreamingContext context, int port) {
        // tag::graphite
        Map<String, String> settings = Map.of(
                "graphite.host", "localhost",
                "graphite.port", Integer.toString(port), // 2003 where Graphite takes lines
                "graphite.protocol", "PLAINTEXT",
                "graphite.step", "1s"); // how often everything is sent
        GraphiteMeterRegistry registry = new GraphiteMeterRegistry(settings::get, Clock.SYSTEM);
        HeadraceMetrics.of(context).bindTo(registry);
        // end::graphite
        return registry;
    }

    static MeterRegistry jmx(StreamingContext context) {
        // tag::jmx
        JmxMeterRegistry registry = new JmxMeterRegistry(JmxConfig.DEFAULT, Clock.SYSTEM);
        HeadraceMetrics.of(context).bindTo(registry);
        // end::jmx
        return registry;
    }

    static MeterRegistry statsd(StreamingContext context, int port) {
        // tag::statsd
        Map<String, String> settings = Map.of(
                "statsd.host", "localhost",
                "statsd.port", Integer.toString(port), // 8125 as a rule
                "statsd.flavor", "DATADOG", // or ETSY, TELEGRAF, SYSDIG
                "statsd.pollingFrequency", "1s");
        StatsdMeterRegistry registry = new StatsdMeterRegistry(settings::get, Clock.SYSTEM);
        HeadraceMetrics.of(context).bindTo(registry);
        // end::statsd
        return registry;
    }

    static DirectoryMetrics outside(Path directory, MeterRegistry registry) {
        // tag::outside
        DirectoryMetrics metrics = HeadraceMetrics.ofDirectory(directory);
        metrics.bindTo(registry);
        // end::outside
        return metrics;
    }
}
