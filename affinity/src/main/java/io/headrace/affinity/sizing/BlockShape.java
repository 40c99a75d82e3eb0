package io.headrace.affinity.sizing;

/**
 * How the records of all receivers are cut into blocks: as many blocks in a batch as feed every worker evenly, and no more.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param perBatch blocks that a receiver closes in a batch, unless they fill up sooner
 * @param intervalNanos after which a block is closed, full or not
 * @param bytes of a block
 * @param perSecond blocks per second, over all receivers
 */
record BlockShape(int perBatch, long intervalNanos, int bytes, double perSecond) {
    static final int MIN_BYTES = 64 << 10;
    static final int MAX_BYTES = 4 << 20;

    /** Of a block: in front of its records. */
    static final int HEADER_BYTES = 128;

    /** Of a record in a block: in front of its bytes. */
    static final int LENGTH_BYTES = 4;

    /** A block is as large as this many times what is to be expected in it, so that a burst does not tear it in two. */
    private static final int HEADROOM = 2;

    /** Intervals are whole microseconds: nobody keeps a finer one. */
    private static final long MICRO = 1_000;

    /** The workers are fed evenly when none gets more than this many times its share. */
    private static final double EVEN = 1.25;

    static BlockShape of(SizingRequest request, CostModel costs, int workers, long batchNanos) {
        int perBatch = perBatch(request.receivers(), workers, batchNanos, costs);
        long interval = Math.max(MICRO, batchNanos / perBatch / MICRO * MICRO);
        double framed = request.recordBytes() + LENGTH_BYTES;
        double perBlock = request.rate() * interval / 1e9 / Math.max(1, request.receivers());
        double needed = Math.max(
                HEADROOM * (perBlock * framed + HEADER_BYTES), request.maxRecordBytes() + LENGTH_BYTES + HEADER_BYTES);
        int bytes = MIN_BYTES;
        while (bytes < needed && bytes < MAX_BYTES) bytes <<= 1;
        double recordsInFullBlock = Math.floor((bytes - HEADER_BYTES) / framed);
        double byInterval = Math.min(request.rate(), request.receivers() * 1e9 / interval);
        double bySize = request.receivers() == 0 ? 0 : request.rate() / recordsInFullBlock;
        return new BlockShape(perBatch, interval, bytes, Math.max(byInterval, bySize));
    }

    /** How much more than its even share the busiest worker gets: 1 is even. */
    static double imbalance(int blocks, int workers) {
        return Math.ceil((double) blocks / workers) * workers / blocks;
    }

    private static int perBatch(int receivers, int workers, long batchNanos, CostModel costs) {
        int least = (int) Math.max(1, Math.ceil(batchNanos / costs.get(Cost.BLOCK_LONGEST_NANOS)));
        if (receivers == 0) return least;
        int most = (int) Math.max(least, batchNanos / costs.get(Cost.BLOCK_SHORTEST_NANOS));
        int forEach = (workers + receivers - 1) / receivers; // a block for every worker
        int first = Math.min(most, Math.max(least, forEach));
        int best = first;
        for (int perBatch = first; perBatch <= Math.min(most, first + workers); perBatch++) {
            double imbalance = imbalance(receivers * perBatch, workers);
            if (imbalance <= EVEN) return perBatch;
            if (imbalance < imbalance(receivers * best, workers)) best = perBatch;
        }
        return best;
    }
}
