package io.headrace.metrics;

import com.sun.net.httpserver.HttpServer;
import io.headrace.exec.door.Guard;
import io.headrace.exec.door.Lock;
import io.headrace.exec.door.Patience;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Prometheus finds the meters: {@code /metrics} on the JDK's own HTTP server. It listens on this machine only unless it is told
 * otherwise, and then asks for a token. Who is heard is decided as for the console: the {@code Host} must be an address or a name that
 * was given, pages of others are refused, and who keeps a thread waiting is cut off.
 *
 * <p>It needs {@code io.micrometer:micrometer-registry-prometheus} on the class path.
 *
 * <p><b>Threading:</b> any thread. Its own threads are daemons, four at most.
 */
public final class PrometheusEndpoint implements AutoCloseable {
    /** The path that is scraped. */
    public static final String PATH = "/metrics";

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusEndpoint.class);
    private static final String NAME = "headrace prometheus";
    private static final int THREADS = 4;
    private static final int WAITING_CONNECTIONS = 16;
    private static final long PATIENCE_SECONDS = 10;
    private static final long LOOK_MILLIS = 250;

    private final HttpServer server;
    private final Patience patience = new Patience(NAME, THREADS, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    private final ScheduledExecutorService looks = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, NAME);
        thread.setDaemon(true);
        return thread;
    });
    private final URI uri;

    private PrometheusEndpoint(HttpServer server, Builder asked, InetAddress address) {
        this.server = server;
        int port = server.getAddress().getPort();
        Guard guard = new Guard(address.isLoopbackAddress(), asked.hosts, "hosts(...) of the endpoint", null);
        server.setExecutor(patience.pool());
        server.createContext("/", new ScrapeDesk(asked.registry, guard, new Lock(asked.token, port)));
        uri = URI.create("http://" + hostIn(address) + ":" + port + PATH);
    }

    private static String hostIn(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) return "localhost";
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text.replaceAll("%.*", "") + "]";
    }

    /** An endpoint for what is in the registry: {@code PrometheusEndpoint.of(registry).port(9464).open()}. */
    public static Builder of(PrometheusMeterRegistry registry) {
        return new Builder(registry);
    }

    /** Where the meters are; with the host as this machine knows it. */
    public URI uri() {
        return uri;
    }

    private void begin() {
        patience.start(server);
        ScheduledFuture<?> unused =
                looks.scheduleWithFixedDelay(patience::check, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("the metrics are at {}", uri);
    }

    @Override
    public void close() {
        looks.shutdownNow();
        server.stop(0);
        patience.end();
    }

    @Override
    public String toString() {
        return "metrics at " + uri;
    }

    /**
     * Where the endpoint is, and who may ask it.
     *
     * <p><b>Threading:</b> one thread.
     */
    public static final class Builder {
        private final PrometheusMeterRegistry registry;
        private int port = 9464;
        private String address = "127.0.0.1";
        private List<String> hosts = List.of();
        private @Nullable String token;

        private Builder(PrometheusMeterRegistry registry) {
            this.registry = registry;
        }

        /** The port, 9464 unless it is said; 0 for any that is free. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Where it listens, {@code 127.0.0.1} unless it is said. An address that others reach needs a token. */
        public Builder address(String address) {
            this.address = address;
            return this;
        }

        /** Names of this machine that Prometheus uses for it, such as {@code node7.example.org}. Addresses need not be named. */
        public Builder hosts(String... names) {
            hosts = List.of(names);
            return this;
        }

        /** What must be sent as {@code Authorization: Bearer ...}: 16 characters or more. */
        public Builder token(String token) {
            this.token = token;
            return this;
        }

        /**
         * Opens it.
         *
         * @throws IOException when nobody can listen there
         * @throws IllegalArgumentException when it would not be safe: naming what would be right
         */
        public PrometheusEndpoint open() throws IOException {
            InetAddress where = InetAddress.getByName(address);
            check(where);
            HttpServer server = HttpServer.create(new InetSocketAddress(where, port), WAITING_CONNECTIONS);
            PrometheusEndpoint endpoint = new PrometheusEndpoint(server, this, where);
            endpoint.begin();
            return endpoint;
        }

        private void check(InetAddress where) {
            String secret = token;
            if (secret == null && !where.isLoopbackAddress())
                throw new IllegalArgumentException("others reach " + where.getHostAddress()
                        + ", so a token is needed: token(...) with a secret of " + Lock.SHORTEST_TOKEN
                        + " characters or more, or leave the address at 127.0.0.1");
            if (secret != null && secret.length() < Lock.SHORTEST_TOKEN)
                throw new IllegalArgumentException("the token has " + secret.length()
                        + " characters: it can be guessed; give it " + Lock.SHORTEST_TOKEN + " or more");
        }
    }
}
