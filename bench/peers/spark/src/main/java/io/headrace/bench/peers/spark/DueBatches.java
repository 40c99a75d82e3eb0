package io.headrace.bench.peers.spark;

import io.headrace.bench.openloop.OpenLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import scala.Tuple2;

/**
 * Records of a load by the batch that they are of, held until it is computed.
 *
 * <p><b>Threading:</b> {@link #take} by the thread that generates Spark's jobs, {@link #open} and {@link #record} by tasks, {@link #finished} by the thread that runs jobs, one
 * after the other in the order of their batches.
 */
final class DueBatches {
    /** No batch of the warm-up, which has no schedule, has more; a pass of the interval at six million records a second. */
    private static final int MOST = 300_000;

    private static final int ON_THEIR_WAY = 3;

    private final OpenLoop loop;
    private final OpenLoop.Part part;
    private final int parts;
    private final Map<Long, List<List<Tuple2<Long, Long>>>> held = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> onTheirWay = new ConcurrentLinkedQueue<>();
    private final AtomicLong finished = new AtomicLong();
    private long taken;

    DueBatches(OpenLoop loop, int parts) {
        this.loop = loop;
        this.part = loop.part();
        this.parts = parts;
    }

    OpenLoop loop() {
        return loop;
    }

    /** Takes what is due, as the batch of that time; false: nothing is, or too many are on their way. */
    boolean take(long time) {
        if (taken - finished.get() >= ON_THEIR_WAY) return false;
        int due = loop.due(MOST);
        if (due <= 0) return false;
        List<List<Tuple2<Long, Long>>> batch = new ArrayList<>();
        for (int i = 0; i < parts; i++) batch.add(new ArrayList<>(due / parts + 1));
        for (int i = 0; i < due; i++) {
            batch.get(i % parts).add(new Tuple2<>(loop.nextKey(), loop.nextDue()));
            loop.sent();
        }
        held.put(time, batch);
        onTheirWay.add(time);
        taken++;
        return true;
    }

    Iterator<Tuple2<Long, Long>> open(long time, int part) {
        List<List<Tuple2<Long, Long>>> batch = held.get(time);
        if (batch == null) throw new IllegalStateException("the batch of " + time + " is computed already");
        return batch.get(part).iterator();
    }

    /** Rows of one partition; partitions take turns, for they record into the same histogram. */
    synchronized void record(List<Tuple2<Long, Long>> rows) {
        for (Tuple2<Long, Long> row : rows) part.record(row._2());
    }

    /** The oldest batch that was not computed yet is. */
    void finished() {
        held.remove(onTheirWay.remove());
        finished.incrementAndGet();
    }
}
