package io.headrace.console;

import io.headrace.BatchProfile;
import io.headrace.Inspection;
import io.headrace.exec.counters.CountersReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the program four times a second, so that no batch is missed, and each second puts together what the page shows. The last ten
 * minutes are kept.
 *
 * <p><b>Threading:</b> {@link #look} by one thread; what is asked for, by any.
 */
final class Sampler {
    static final int POINTS = 600;
    private static final int MINUTE = 60;
    private static final int LAST_IN_FRAME = 40;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CountersReader reader;
    private final int streams;
    private final FrameJson frames;
    private final BatchBook batches;
    private final Consumer<String> published;
    private final Point.Second second = new Point.Second();
    private final Deque<Point> points = new ArrayDeque<>();
    private final Deque<Look> minute = new ArrayDeque<>();
    private Look before;
    private long number;
    private volatile @Nullable String frame;

    /** @param published is given each new frame */
    Sampler(Inspection running, Consumer<String> published) throws IOException {
        this.published = published;
        reader = CountersReader.open(running.counters());
        streams = running.inputs().size();
        frames = new FrameJson(running);
        batches = new BatchBook(running);
        before = Look.at(reader);
        minute.add(before);
    }

    /** Looks, and when a second is over says so. */
    void look() {
        String made = lookNow();
        if (made != null) published.accept(made);
    }

    private synchronized @Nullable String lookNow() {
        batches.readNew(second::add);
        if (System.nanoTime() - before.nanos() < SECOND_NANOS - SECOND_NANOS / 10) return null;
        Look now = Look.at(reader);
        long time = System.currentTimeMillis();
        Point point = second.end(time, streams, now, before);
        points.addLast(point);
        if (points.size() > POINTS) points.removeFirst();
        String made = json(point, now);
        frame = made;
        before = now;
        minute.addLast(now);
        if (minute.size() > MINUTE) minute.removeFirst();
        return made;
    }

    private String json(Point point, Look now) {
        number++;
        Json json = new Json().object().field("frame", number).field("time", point.time());
        json.field("started", reader.startedAt().toEpochMilli());
        json.field("closed", reader.isClosed());
        json.name("point");
        point.write(json);
        frames.write(json, now, before, minute.getFirst());
        json.name("batches").object();
        BatchJson.list(json, "last", batches.last(LAST_IN_FRAME));
        BatchJson.list(json, "slowest", batches.slowest());
        json.field("missed", batches.missed()).endObject();
        return json.endObject().toString();
    }

    /** The latest frame; null before the first second is over. */
    @Nullable
    String frame() {
        return frame;
    }

    /** The points of the last minutes, oldest first. */
    synchronized String history() {
        Json json = new Json().object().name("points").array();
        for (Point point : points) point.write(json);
        return json.endArray().endObject().toString();
    }

    /** All batches that are kept. */
    synchronized String batches() {
        Json json = new Json().object();
        BatchJson.list(json, "last", batches.last(BatchBook.LAST));
        BatchJson.list(json, "slowest", batches.slowest());
        return json.field("missed", batches.missed()).endObject().toString();
    }

    /** One batch; null when it is not known any more. */
    synchronized @Nullable String batch(long wanted) {
        BatchProfile profile = batches.find(wanted);
        if (profile == null) return null;
        Json json = new Json();
        BatchJson.whole(json, profile);
        return json.toString();
    }
}
