package io.headrace.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.headrace.HeadraceConf;
import io.headrace.Inspection;
import io.headrace.exec.door.Answer;
import io.headrace.exec.door.Guard;
import io.headrace.exec.door.Lock;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request: who may not ask is refused first, then the path decides.
 *
 * <p><b>Threading:</b> any thread of the server.
 */
final class Desk implements HttpHandler {
    static final String LOGIN = "/login";

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int MOST_FORM_BYTES = 1_024;
    private static final String NO_PROGRAM = "{\"starting\":true}";
    private static final String BATCH = "/api/batch/";

    /** Every answer has them: nothing from elsewhere, nothing inline, in nobody's frame. */
    private static final Map<String, String> SAFE = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final HeadraceConf conf;
    private final Guard guard;
    private final Lock lock;
    private final StaticFiles files;
    private final LiveFeed live;
    private volatile @Nullable Shown shown;

    /** A program that runs, and who looks at it. */
    record Shown(Inspection running, Sampler sampler) {}

    Desk(HeadraceConf conf, Guard guard, Lock lock, StaticFiles files, LiveFeed live) {
        this.conf = conf;
        this.guard = guard;
        this.lock = lock;
        this.files = files;
        this.live = live;
    }

    void show(Shown now) {
        shown = now;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        SAFE.forEach(exchange.getResponseHeaders()::set);
        try {
            Guard.Asked asked = asked(exchange);
            Answer refusal = guard.refusal(asked);
            if (refusal != null) send(exchange, refusal);
            else if (asked.path().equals(LOGIN)) send(exchange, login(exchange));
            else if (!mayLook(exchange, asked.path())) send(exchange, locked(asked.path()));
            else if (asked.path().equals("/api/live")) live(exchange);
            else send(exchange, answer(exchange, asked.path()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the console ends, or its client was too slow
        } catch (RuntimeException e) {
            LOG.error(
                    "the console could not answer {}", exchange.getRequestURI().getPath(), e);
            throw e;
        } finally {
            exchange.close();
        }
    }

    private static Guard.Asked asked(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        return new Guard.Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                hosts.size() == 1 ? hosts.get(0) : null,
                headers.getFirst("Origin"),
                headers.getFirst("Sec-Fetch-Site"));
    }

    private boolean mayLook(HttpExchange exchange, String path) {
        if (StaticFiles.isForEverybody(path)) return true;
        Headers headers = exchange.getRequestHeaders();
        return lock.admits(headers.getFirst("Cookie"), headers.getFirst("Authorization"));
    }

    private Answer locked(String path) {
        if (!path.equals(StaticFiles.PAGE))
            return Answer.refused(
                    401, "the token is missing: send it as \"Authorization: Bearer ...\", or give it on the page /");
        return page(StaticFiles.LOGIN_PAGE).withStatus(401);
    }

    private Answer page(String path) {
        Answer page = files.of(path);
        if (page == null) throw new IllegalStateException("there is no page " + path);
        return page;
    }

    /** The one form there is: a browser gives the token, and gets a session. */
    private Answer login(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) return to(StaticFiles.PAGE, Map.of());
        byte[] form = exchange.getRequestBody().readNBytes(MOST_FORM_BYTES + 1);
        if (form.length > MOST_FORM_BYTES) return Answer.refused(413, "that is no token");
        if (lock.isOpen()) return to(StaticFiles.PAGE, Map.of());
        if (lock.isBlocked()) return Answer.refused(429, "too many wrong tokens: wait a minute");
        String given = tokenOf(new String(form, StandardCharsets.UTF_8));
        if (lock.isToken(given)) return to(StaticFiles.PAGE, Map.of("Set-Cookie", lock.cookie()));
        return page(StaticFiles.LOGIN_PAGE).withStatus(401);
    }

    private static String tokenOf(String form) {
        for (String field : form.split("&", -1)) {
            if (!field.startsWith("token=")) continue;
            try {
                return URLDecoder.decode(field.substring("token=".length()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return ""; // half an escape: no token
            }
        }
        return "";
    }

    private static Answer to(String path, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Location", path);
        all.put("Cache-Control", "no-store");
        return new Answer(303, "text/plain; charset=utf-8", new byte[0], all);
    }

    private Answer answer(HttpExchange exchange, String path) throws IOException {
        Answer file = path.equals(StaticFiles.LOGIN_PAGE) ? null : files.of(path);
        if (file != null) return unlessKnown(exchange, file);
        Shown now = shown;
        if (!path.startsWith("/api/")) return Answer.refused(404, "there is no such page");
        return now == null ? Answer.json(NO_PROGRAM).withStatus(503) : api(path, now);
    }

    private static Answer unlessKnown(HttpExchange exchange, Answer file) {
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        boolean isKnown = known != null && known.equals(file.headers().get("ETag"));
        return isKnown ? new Answer(304, file.type(), new byte[0], file.headers()) : file;
    }

    private Answer api(String path, Shown now) throws IOException {
        if (path.startsWith(BATCH)) return batch(path.substring(BATCH.length()), now);
        return switch (path) {
            case "/api/program" -> Answer.json(ProgramJson.of(conf, now.running()));
            case "/api/now" -> {
                String frame = now.sampler().frame();
                yield Answer.json(frame == null ? NO_PROGRAM : frame).withStatus(frame == null ? 503 : 200);
            }
            case "/api/history" -> Answer.json(now.sampler().history());
            case "/api/batches" -> Answer.json(now.sampler().batches());
            case "/api/errors" -> Answer.json(ErrorsJson.of(now.running()));
            case "/api/threads" -> Answer.json(ThreadsJson.now());
            default -> Answer.refused(404, "there is no such thing to look at");
        };
    }

    private static Answer batch(String number, Shown now) {
        if (!number.matches("\\d{1,18}")) return Answer.refused(400, "a batch has a number: " + BATCH + "17");
        String batch = now.sampler().batch(Long.parseLong(number));
        return batch == null
                ? Answer.refused(404, "batch " + number + " is not remembered any more")
                : Answer.json(batch);
    }

    private void live(HttpExchange exchange) throws IOException, InterruptedException {
        if (!exchange.getRequestMethod().equals("GET")) send(exchange, Answer.refused(405, "GET it"));
        else if (live.enter()) live.serve(exchange);
        else
            send(
                    exchange,
                    Answer.refused(
                            503,
                            "already " + LiveFeed.MOST_CLIENTS + " pages are told of every frame: close one of them"));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        answer.headers().forEach(headers::set);
        if (answer.status() == 405) headers.set("Allow", "GET, HEAD");
        boolean isBodyless = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
        exchange.sendResponseHeaders(answer.status(), isBodyless ? -1 : answer.body().length);
        if (!isBodyless) exchange.getResponseBody().write(answer.body());
    }
}
