package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;

/**
 * The queries, and how time is cut for each. Behind the last events of a pass there are batches without any, so that windows end and states time out,
 * and the next pass begins from nothing.
 */
enum Query {
    /** Every event as it is. */
    Q0("passes through", 1_000, 0, 0),
    /** Bids in euros. */
    Q1("converts the price", 1_000, 0, 0),
    /** Bids for some of the auctions. */
    Q2("selects bids", 1_000, 0, 0),
    /** Who sells in a category and lives in one of three states: a join of two streams without an end. */
    Q3("joins sellers", 1_000, 1, 3_601),
    /** The auctions with the most bids of the last ten seconds, every five. */
    Q5("finds hot items", NexmarkEvent.SLIDE_MILLIS, 1, 1),
    /** The highest bid of each ten seconds; of equal ones the last. */
    Q7("finds the highest bid", NexmarkEvent.WINDOW_MILLIS, 0, 0),
    /** Who came and opened an auction within the same ten seconds: a join in windows. */
    Q8("joins new users", NexmarkEvent.WINDOW_MILLIS, 2, 1);

    /** Longer than any pass: who is idle for so long belongs to the pass before. */
    static final long IDLE_SECONDS = 3_600;

    private final String title;
    private final long batchMillis;
    private final int emptyBatches;
    private final int ticksBeforeEach;

    Query(String title, long batchMillis, int emptyBatches, int ticksBeforeEach) {
        this.title = title;
        this.batchMillis = batchMillis;
        this.emptyBatches = emptyBatches;
        this.ticksBeforeEach = ticksBeforeEach;
    }

    String title() {
        return title;
    }

    long batchMillis() {
        return batchMillis;
    }

    /** Whether nothing is remembered behind a window, so that passes are apart for engines that know no batches. */
    boolean endsWithItsWindows() {
        return this != Q3;
    }

    /** How many batches without events end a pass. */
    int emptyBatches() {
        return emptyBatches;
    }

    /** How many ticks later than what is before it each of those is. */
    int ticksBeforeEach() {
        return ticksBeforeEach;
    }
}
