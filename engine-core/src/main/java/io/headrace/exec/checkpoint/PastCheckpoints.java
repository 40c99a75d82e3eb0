package io.headrace.exec.checkpoint;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The checkpoints that are kept for batches of the past to be run again: the newest that is older than all of these batches, and some
 * behind it, which will take its place one after the other.
 *
 * <pre>
 *   ──────●─────────────●─────────────●─────────────●──────── ● ●   checkpoints that stay
 *         |   |◀──────────── kept in the past ─────────────────▶|
 *         older than all                                   the last two
 * </pre>
 *
 * They stand an eighth of the time apart: so there are nine or ten, however often checkpoints are written, and what must be applied to one of
 * them to come to a batch is an eighth of that time at most.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PastCheckpoints {
    /** In so many parts the time is divided by checkpoints that stay. */
    private static final int PARTS = 8;

    private final long keptMillis;
    private final ArrayDeque<Manifest> kept = new ArrayDeque<>();
    private long lastMillis;

    /**
     * @param keptMillis in batch time; 0 for none
     * @param loaded what there was at the start, the latest behind
     */
    PastCheckpoints(long keptMillis, List<Manifest> loaded) {
        this.keptMillis = keptMillis;
        loaded.forEach(this::add);
    }

    /** There is one more. */
    void add(Manifest made) {
        if (keptMillis == 0) return;
        lastMillis = made.timeMillis();
        boolean isFar = kept.isEmpty() || made.timeMillis() - kept.getLast().timeMillis() >= keptMillis / PARTS;
        if (isFar) kept.addLast(made);
        while (kept.size() > 1 && second().timeMillis() <= lastMillis - keptMillis) kept.removeFirst();
    }

    private Manifest second() {
        return kept.stream().skip(1).findFirst().orElseThrow();
    }

    List<Manifest> kept() {
        return List.copyOf(kept);
    }

    /** From where on they need the log; -1 while all of it is needed, because no checkpoint is old enough. */
    long neededFrom() {
        boolean isOldEnough = !kept.isEmpty() && kept.getFirst().timeMillis() <= lastMillis - keptMillis;
        return isOldEnough ? kept.getFirst().recoverFrom() : Manifest.NO_LOG;
    }
}
