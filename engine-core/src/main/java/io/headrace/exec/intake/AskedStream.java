package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.LongRing;
import io.headrace.exec.journal.RecoveredStream;

/**
 * An input whose blocks come from a ring when a tick asks for them. A batch waits for its answer; when none comes any more, because the
 * receiver has ended, the input has no dataset and its blocks are in no batch.
 *
 * <p>The blocks of young batches stay in the log, for a restart reads in them what was taken.
 *
 * <p><b>Threading:</b> the intake.
 */
final class AskedStream {
    private final int id;
    private final AskedFeed feed;
    private final ReceivedStream ring;
    private final StreamBlocks blocks;
    private final long memoryMillis;
    private final TrimPoint.Hold hold;
    private final LongRing times = new LongRing();
    private final LongRing places = new LongRing();
    private boolean hasDataset;

    AskedStream(int id, IntakeInput.Asked input, ReceivedStream ring, StreamBlocks blocks, IntakeSetup setup) {
        this.id = id;
        this.feed = input.feed();
        this.ring = ring;
        this.blocks = blocks;
        this.memoryMillis = input.memoryMillis();
        hold = setup.trimPoint.hold("what stream " + id + " has taken");
        hold.release();
        RecoveredStream recovered = setup.recovered.stream(id);
        for (RecoveredStream.Marked block : recovered.marked())
            note(recovered.lastBatchMillis(), block.logPosition()); // longer than needed, once
    }

    private void note(long timeMillis, long place) {
        times.add(timeMillis);
        places.add(place);
        hold.at(places.first());
    }

    /** Asks for the batch of this time; or has there be none. */
    void ask(long timeMillis, boolean ask) {
        hasDataset = ask;
        if (ask) feed.ask(timeMillis);
    }

    /**
     * Whether all of the batch is stored; false: to be asked again.
     *
     * @param isAlone whether no other batch is under way, whose end would make room: then the disk's limit holds nothing up
     */
    boolean isComplete(boolean isAlone) {
        if (!hasDataset) return true;
        AskedFeed.Answer answer = feed.answer(); // before the look into the ring
        ring.poll(Integer.MAX_VALUE);
        if (isAlone && ring.isHeld()) ring.pollBeyondLimit();
        if (ring.mayHaveMore()) return false;
        if (answer == AskedFeed.Answer.ABANDONED) hasDataset = false;
        return answer != AskedFeed.Answer.PENDING;
    }

    boolean hasDataset() {
        return hasDataset;
    }

    /** Puts the batch's part of this input into it. */
    void giveTo(Batch batch) {
        batch.records(id, hasDataset ? blocks.uncutRecords() : 0);
        if (hasDataset) {
            long first = blocks.firstUncut();
            batch.blocks(id, first, blocks.next());
            batch.metadata(id, feed.metadata());
            if (first < blocks.next()) note(batch.timeMillis(), blocks.place(first));
        } else {
            batch.explicit(id, null);
        }
        blocks.cut();
        forget(batch.timeMillis() - memoryMillis);
    }

    private void forget(long untilMillis) {
        if (times.isEmpty()) return;
        while (!times.isEmpty() && times.first() < untilMillis) {
            times.removeFirst();
            places.removeFirst();
        }
        if (times.isEmpty()) hold.release();
        else hold.at(places.first());
    }
}
