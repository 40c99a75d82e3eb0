package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.StreamingContext;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Tells of users who click more often within a second than people do, once for each such second; and forgets users who have not clicked for a
 * while, so that the memory is for those who do.
 *
 * <pre>
 *   ./headrace example ClickFraud                       # clicks that are made up, over a loopback socket
 *   ./headrace example ClickFraud localhost 9999        # or yours: lines of USER MILLISECONDS
 * </pre>
 *
 * <p>A click is a line of text, seen where it lies: its numbers are parsed without a string. The state of a user is a flat record: when the
 * period under way began, and how many clicks it has had so far. After {@link #IDLE} without a click the state is shown once more, and goes.
 *
 * <p><b>Threading:</b> the main thread writes the program and waits; workers call {@link #click} and {@link #forget}, and give what is found to
 * the listener.
 */
public final class ClickFraud {
    static final int MOST_CLICKS = 20;
    static final long PERIOD_MILLIS = 1_000;
    private static final Duration IDLE = Durations.seconds(10);
    private static final int USERS = 200;
    private static final int CLICKS_A_SECOND = 1_000;

    private static final FlatLayout USER = FlatLayout.builder()
            .addLong("id")
            .addLong("periodStart")
            .addLong("clicks")
            .build();
    private static final FlatLayout FINDING = FlatLayout.builder()
            .addLong("user")
            .addLong("clicks")
            .addBoolean("isForgotten")
            .build();

    /** Aimed at a part of a line: one for each worker, for views are one thread's. */
    private static final ThreadLocal<Utf8View> PART = ThreadLocal.withInitial(Utf8View::new);

    private ClickFraud() {}

    /** The state of a user: the period under way, by the clock of the clicks. */
    public interface User {
        long id();

        User id(long id);

        long periodStart();

        User periodStart(long millis);

        long clicks();

        User clicks(long count);
    }

    /** A user who clicks too often, or one who is forgotten, with the clicks of the last period. */
    public interface Finding {
        long user();

        Finding user(long id);

        long clicks();

        Finding clicks(long count);

        boolean isForgotten();

        Finding isForgotten(boolean isForgotten);
    }

    /** Is told of what is found, by several workers at once. */
    interface Listener {
        void found(long user, long clicks, boolean isForgotten);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Usage.checkServer(args, "ClickFraud [HOST PORT]");
        try (RecordServer server = args.length == 0 ? clicks(CLICKS_A_SECOND) : null;
                StreamingContext ctx = StreamingContext.builder("ClickFraud")
                        .batchInterval(Durations.milliseconds(10))
                        .build()) {
            String host = server == null ? args[0] : "localhost";
            int port = server == null ? Integer.parseInt(args[1]) : server.port();
            write(ctx, host, port, IDLE, ClickFraud::tell);
            ctx.start();
            ctx.awaitTermination();
        }
    }

    private static void tell(long user, long clicks, boolean isForgotten) {
        System.out.println(
                isForgotten ? "user " + user + " is forgotten" : "user " + user + " clicks too often: " + clicks);
    }

    /** The program. */
    static void write(StreamingContext ctx, String host, int port, Duration idle, Listener listener) {
        ctx.socketUtf8Stream(host, port)
                .filter(line -> user(line) >= 0 && millis(line) >= 0)
                .mapWithState(
                        Keys.ofLong(ClickFraud::user),
                        FlatStateSpec.<Utf8View, User, Finding>function(
                                        FlatViews.of(User.class, USER),
                                        FlatViews.of(Finding.class, FINDING),
                                        ClickFraud::click)
                                .timeout(idle, ClickFraud::forget))
                .foreachRDD(findings ->
                        findings.foreach(found -> listener.found(found.user(), found.clicks(), found.isForgotten())));
    }

    /** Counts a click. The one too many in its period is told of; those behind it are not. */
    private static void click(Utf8View line, FlatState<User> state, FlatOut<Finding> out) {
        long now = millis(line);
        boolean isNew = !state.exists();
        User user = state.get();
        if (isNew || now >= user.periodStart() + PERIOD_MILLIS)
            user.id(user(line)).periodStart(now).clicks(0);
        user.clicks(user.clicks() + 1);
        if (user.clicks() == MOST_CLICKS + 1) out.add().user(user.id()).clicks(user.clicks());
    }

    /** A user has been idle for too long. */
    private static void forget(User user, FlatOut<Finding> out) {
        out.add().user(user.id()).clicks(user.clicks()).isForgotten(true);
    }

    /** The number before the space, or -1. */
    private static long user(Utf8View line) {
        int space = line.indexOf((byte) ' ', 0);
        return space < 0 ? -1 : line.sub(0, space, PART.get()).parseLongOr(-1);
    }

    /** The number behind the space, or -1. */
    private static long millis(Utf8View line) {
        int space = line.indexOf((byte) ' ', 0);
        return space < 0 ? -1 : line.sub(space + 1, line.length(), PART.get()).parseLongOr(-1);
    }

    /** Made-up clicks, one a millisecond: one user in ten is a machine while it is there, and users come and go. */
    static RecordServer clicks(int clicksASecond) throws IOException {
        return RecordServer.ofLines(clicksASecond, ClickFraud::makeClick);
    }

    static void makeClick(long number, ByteBuffer record) {
        long present = number / 10_000 * 50; // the users of this moment: they change by and by
        boolean isMachine = RecordServer.random(~number, 10) == 0;
        long user = isMachine ? present : present + RecordServer.random(number, USERS);
        record.put((user + " " + number + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
