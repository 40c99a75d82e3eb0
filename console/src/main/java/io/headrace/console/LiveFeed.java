package io.headrace.console;

import com.sun.net.httpserver.HttpExchange;
import io.headrace.exec.door.Answer;
import io.headrace.exec.door.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Frames as server-sent events. Each client has a thread of the server while it listens, and is given the newest frame when it has taken
 * the last one: a slow client misses frames and holds nobody. One that takes nothing at all is cut off by the {@link Patience} of
 * the server; and no more than so many listen at once.
 *
 * <p><b>Threading:</b> {@link #publish} by one thread, {@link #serve} by the thread of each client.
 */
final class LiveFeed {
    static final int MOST_CLIENTS = 8;
    private static final long QUIET_MILLIS = 5_000;
    private static final byte[] STILL_THERE = Answer.bytes(": still there\n\n");

    private final Patience patience;
    private final AtomicInteger clients = new AtomicInteger();
    private final Object news = new Object();
    private byte @Nullable [] latest;
    private long number;
    private boolean isOver;

    LiveFeed(Patience patience) {
        this.patience = patience;
    }

    /** A new frame, for everybody. */
    void publish(String frame) {
        byte[] event = Answer.bytes("event: frame\ndata: " + frame + "\n\n");
        synchronized (news) {
            latest = event;
            number++;
            news.notifyAll();
        }
    }

    /** Nobody is served any more. */
    void end() {
        synchronized (news) {
            isOver = true;
            news.notifyAll();
        }
    }

    int clients() {
        return clients.get();
    }

    /** Whether there is room for one more; then {@link #serve} has to follow. */
    boolean enter() {
        if (clients.incrementAndGet() <= MOST_CLIENTS) return true;
        clients.decrementAndGet();
        return false;
    }

    /** Sends frames until the client goes, or is too slow, or the console ends. */
    void serve(HttpExchange exchange) throws IOException, InterruptedException {
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            send(out, Answer.bytes("retry: 2000\n\n"));
            long sent = -1;
            while (true) {
                byte[] event = STILL_THERE;
                synchronized (news) {
                    patience.waiting();
                    if (number == sent && !isOver) news.wait(QUIET_MILLIS);
                    if (isOver) return;
                    if (number != sent && latest != null) event = latest;
                    sent = number;
                }
                send(out, event);
            }
        } finally {
            clients.decrementAndGet();
        }
    }

    private void send(OutputStream out, byte[] bytes) throws IOException {
        patience.working();
        out.write(bytes);
        out.flush();
    }
}
