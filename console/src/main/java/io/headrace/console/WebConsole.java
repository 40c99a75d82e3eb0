package io.headrace.console;

import com.sun.net.httpserver.HttpServer;
import io.headrace.Console;
import io.headrace.HeadraceConf;
import io.headrace.Inspection;
import io.headrace.exec.door.Guard;
import io.headrace.exec.door.Lock;
import io.headrace.exec.door.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of a context: a web page on the JDK's own HTTP server. Its threads are daemons of ordinary priority, few in number, and no
 * thread of the engine ever waits for one of them.
 *
 * <pre>
 *   engine ──▶ counters (mapped file), profiles of batches (ring)
 *                     │ four times a second
 *                  Sampler ──▶ frame, once a second ──▶ LiveFeed ──▶ browsers
 *                     ▲                                    Desk (Guard, Lock) ◀── requests
 *                     └───────────── one batch, history ─────┘
 * </pre>
 *
 * <p><b>Threading:</b> any thread.
 */
final class WebConsole implements Console {
    private static final Logger LOG = LoggerFactory.getLogger(WebConsole.class);

    private static final long LOOK_MILLIS = 250;
    private static final int THREADS = LiveFeed.MOST_CLIENTS + 4;
    private static final int WAITING_CONNECTIONS = 64;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HttpServer server;
    private final Patience patience;
    private final LiveFeed live;
    private final Desk desk;
    private final URI uri;
    private final ScheduledExecutorService looks = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "headrace console");
        thread.setDaemon(true);
        return thread;
    });

    private WebConsole(HttpServer server, HeadraceConf conf, InetAddress address, long patienceNanos)
            throws IOException {
        this.server = server;
        patience = new Patience("headrace console", THREADS, patienceNanos);
        live = new LiveFeed(patience);
        int port = server.getAddress().getPort();
        Guard guard = new Guard(address.isLoopbackAddress(), conf.consoleHosts(), "headrace.console.hosts", Desk.LOGIN);
        desk = new Desk(conf, guard, new Lock(conf.consoleToken(), port), new StaticFiles(), live);
        uri = URI.create("http://" + hostIn(address) + ":" + port + "/");
        server.setExecutor(patience.pool());
        server.createContext("/", desk);
    }

    static WebConsole open(HeadraceConf conf) throws IOException {
        return open(conf, PATIENCE_NANOS);
    }

    /** @param patienceNanos so long a client may keep a thread waiting */
    static WebConsole open(HeadraceConf conf, long patienceNanos) throws IOException {
        Integer port = conf.consolePort();
        if (port == null) throw new IllegalArgumentException("headrace.console.port is not set: there is no console");
        InetAddress address = address(conf.consoleAddress());
        checkToken(conf.consoleToken(), address);
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), WAITING_CONNECTIONS);
        boolean done = false;
        try {
            WebConsole console = new WebConsole(server, conf, address, patienceNanos);
            console.patience.start(server);
            console.often(console.patience::check);
            LOG.info("the console of {} is at {}", conf.name(), console.uri);
            done = true;
            return console;
        } finally {
            if (!done) server.stop(0);
        }
    }

    /** Until the console is closed. */
    private void often(Runnable look) {
        ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "headrace.console.address=" + text + ": it must be an address or a name of this machine", e);
        }
    }

    private static void checkToken(@Nullable String token, InetAddress address) {
        if (token == null && !address.isLoopbackAddress())
            throw new IllegalArgumentException("headrace.console.address=" + address.getHostAddress()
                    + ": others reach it, so a token is needed: set headrace.console.token to a secret of "
                    + Lock.SHORTEST_TOKEN + " characters or more, or leave the address at 127.0.0.1");
        if (token != null && token.length() < Lock.SHORTEST_TOKEN)
            throw new IllegalArgumentException("headrace.console.token has " + token.length()
                    + " characters: it can be guessed; give it " + Lock.SHORTEST_TOKEN + " or more");
    }

    private static String hostIn(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) return "localhost";
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text.replaceAll("%.*", "") + "]";
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public void show(Inspection running) {
        try {
            Sampler sampler = new Sampler(running, live::publish);
            desk.show(new Desk.Shown(running, sampler));
            often(() -> look(sampler));
        } catch (IOException e) {
            LOG.error("the console cannot read the counters {}: it stays empty", running.counters(), e);
        }
    }

    /** A look that fails is told, and the next one is tried all the same. */
    private static void look(Sampler sampler) {
        try {
            sampler.look();
        } catch (RuntimeException | InternalError e) { // the second: the file was cut short while it was read
            LOG.error("the console could not look at the program", e);
        }
    }

    /** How many browsers are told of frames. */
    int clients() {
        return live.clients();
    }

    @Override
    public void close() {
        looks.shutdownNow();
        live.end();
        server.stop(0);
        patience.end();
    }

    @Override
    public String toString() {
        return "console at " + uri;
    }
}
