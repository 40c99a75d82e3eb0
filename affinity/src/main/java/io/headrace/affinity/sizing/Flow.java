package io.headrace.affinity.sizing;

/**
 * What one second of the load makes: blocks, changed keys, bytes for the log and the disk, bytes to keep in memory.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Flow {
    /** Of a changed key in a delta, beside key and state. */
    private static final int DELTA_FRAME_BYTES = 8;

    /** Of a block in the record that names the blocks of a batch. */
    private static final int NAMED_BLOCK_BYTES = 16;

    /** Records of the log for a batch: its blocks, and its commit. */
    static final int JOURNAL_RECORDS = 2;

    /** Memory for keys that are no state: a worker's tables for the results of a batch, at the least. */
    private static final long SMALL_TABLE_BYTES = 1 << 20;

    private static final int CACHE_LINE = 64;
    private static final double NANOS = 1e9;

    private final SizingRequest request;
    private final CostModel costs;
    private final Shape shape;
    private final KeyDraw draw;
    private final double cachedEntries;
    private final double recordsPerBatch;
    private final double keysPerBatch;
    private final double keysPerWorker;
    private final double keysPerRun;
    private final double foldMisses;
    private final double mergeMisses;
    private final double checkpointNanos;

    /** @param cacheBytes what a worker may count on */
    Flow(SizingRequest request, CostModel costs, Shape shape, KeyDraw draw, double cacheBytes) {
        this.request = request;
        this.costs = costs;
        this.shape = shape;
        this.draw = draw;
        cachedEntries = cacheBytes / entryBytes();
        recordsPerBatch = request.rate() / batchesPerSecond();
        keysPerBatch = draw.distinct(recordsPerBatch);
        keysPerWorker = draw.distinct(recordsPerBatch / shape.workers());
        keysPerRun = draw.distinct(recordsPerBatch * shape.deltaRun());
        foldMisses = misses(keysPerWorker);
        mergeMisses = misses((double) request.keys().count() / shape.workers());
        checkpointNanos = checkpointInterval();
    }

    double batchesPerSecond() {
        return NANOS / shape.batchNanos();
    }

    /** Bytes of records as they lie in blocks, per second. */
    double framedBytesPerSecond() {
        return request.rate() * (request.recordBytes() + BlockShape.LENGTH_BYTES);
    }

    boolean logsRecords() {
        return request.durability().logs() && request.receivers() > 0;
    }

    // ---- keys

    /** Different keys that one worker meets in a batch, before any exchange. */
    double keysPerWorker() {
        return keysPerWorker;
    }

    /** Different keys that a second's batches change, one batch after another. */
    double keysPerSecond() {
        return keysPerBatch * batchesPerSecond();
    }

    /** The part of a worker's table accesses that find their entry in no cache, while it folds a batch. */
    double foldMisses() {
        return foldMisses;
    }

    /** The same, while it merges into its part of the state. */
    double mergeMisses() {
        return mergeMisses;
    }

    private double misses(double entries) {
        if (entries <= cachedEntries) return 0;
        double among = cachedEntries / entries * request.keys().count();
        return 1 - draw.shareOfTop(among);
    }

    private double entryBytes() {
        return (costs.get(Cost.TABLE_ENTRY_BYTES) + request.keys().bytes()) / costs.get(Cost.TABLE_LOAD);
    }

    // ---- the log

    /** Bytes of blocks in the log, per second. */
    double blockBytesPerSecond() {
        if (!logsRecords()) return 0;
        double heads = shape.blocks().perSecond() * (BlockShape.HEADER_BYTES + costs.get(Cost.LOG_RECORD_BYTES));
        return framedBytesPerSecond() + heads;
    }

    /** Bytes of changed keys in the log, per second. */
    double deltaBytesPerSecond() {
        if (!request.durability().logs()) return 0;
        return keysPerRun * deltaBytes() * batchesPerSecond() / shape.deltaRun();
    }

    /** Bytes that say which blocks a batch has, and that it is done, per second. */
    double journalBytesPerSecond() {
        if (!request.durability().logs()) return 0;
        double records = batchesPerSecond() * JOURNAL_RECORDS * costs.get(Cost.LOG_RECORD_BYTES);
        return records + shape.blocks().perSecond() * NAMED_BLOCK_BYTES;
    }

    double logBytesPerSecond() {
        return blockBytesPerSecond() + deltaBytesPerSecond() + journalBytesPerSecond();
    }

    /** Records of the log, per second. */
    double logRecordsPerSecond() {
        if (!request.durability().logs()) return 0;
        double deltas = Math.max(
                deltaBytesPerSecond() > 0 ? batchesPerSecond() / shape.deltaRun() : 0,
                deltaBytesPerSecond() / BlockShape.MIN_BYTES); // each part at most a block long
        double blocks = logsRecords() ? shape.blocks().perSecond() : 0;
        return blocks + batchesPerSecond() * JOURNAL_RECORDS + deltas;
    }

    /** Waits for the disk, per second: one sync serves all blocks that wait for it. */
    double syncsPerSecond() {
        return switch (request.durability()) {
            case OFF, PROCESS -> 0;
            case BATCH -> batchesPerSecond();
            case RECORD ->
                batchesPerSecond() * (logsRecords() ? 1 + shape.blocks().perBatch() : 1);
        };
    }

    // ---- checkpoints and recovery

    private double deltaBytes() {
        return request.keys().bytes() + (double) DELTA_FRAME_BYTES;
    }

    private double stateBytes() {
        return request.keys().count() * deltaBytes();
    }

    /** What part of a second it takes to apply the deltas of a second. */
    private double applyShare() {
        double nanos = costs.get(Cost.MERGE_KEY) + mergeMisses * costs.get(Cost.FOLD_MISS);
        return deltaBytesPerSecond() / deltaBytes() * nanos / NANOS;
    }

    /** As often as the deltas ask for, but never so often that checkpoints take the disk from the log. */
    double checkpointNanos() {
        return checkpointNanos;
    }

    private double checkpointInterval() {
        double wanted = costs.get(Cost.CHECKPOINT_NANOS);
        if (applyShare() > 0) wanted = Math.min(wanted, costs.get(Cost.CATCH_UP_NANOS) / applyShare());
        double diskShare = costs.get(Cost.CHECKPOINT_DISK_SHARE) * costs.get(Cost.DISK_BANDWIDTH);
        return Math.max(wanted, stateBytes() / diskShare * NANOS);
    }

    double checkpointBytesPerSecond() {
        return stateBytes() / checkpointNanos * NANOS;
    }

    /** Changed keys that go to their store: once between two checkpoints, however often they change. */
    double storedKeysPerSecond() {
        return draw.distinct(request.rate() * checkpointNanos / NANOS) / checkpointNanos * NANOS;
    }

    double diskBytesPerSecond() {
        return request.durability().logs() ? logBytesPerSecond() + checkpointBytesPerSecond() : 0;
    }

    /** What a restart does after a kill just before a checkpoint: deltas to apply and batches to run again. */
    double recoveryNanos(double workerBusy) {
        return applyShare() * checkpointNanos + shape.deltaRun() * shape.batchNanos() * Math.min(1, workerBusy);
    }

    /** Bytes that the log keeps on disk: back to the replay retention, the window or two checkpoints, and one roll more. */
    double keptLogBytes() {
        double kept = Math.max(2 * checkpointNanos, (double) request.window().toNanos());
        return logBytesPerSecond()
                * Math.max(kept, (double) request.replayRetention().toNanos())
                / NANOS;
    }

    // ---- memory

    /** Blocks that take the input in: those being filled and worked on, and a reserve for what holds the processing up. */
    int blockCount() {
        int receivers = request.receivers();
        if (receivers == 0) return 2 * shape.workers();
        double reserve = (2.0 * shape.batchNanos() + costs.get(Cost.RESERVE_NANOS)) / NANOS;
        double most = Math.max(4.0 * receivers * shape.blocks().perBatch(), 64.0 * receivers);
        double bySize = framedBytesPerSecond() * reserve / shape.blocks().bytes() * 2;
        double byTime = Math.min(shape.blocks().perSecond() * reserve, most);
        return (int) Math.min(Integer.MAX_VALUE, 2.0 * receivers + Math.ceil(Math.max(bySize, byTime)));
    }

    double blockMemory() {
        return (double) blockCount() * shape.blocks().bytes();
    }

    /** Each worker's table of the batch, and that of the batch before it. */
    double tableMemory() {
        return shape.workers() * Math.max(SMALL_TABLE_BYTES, 2 * keysPerWorker * entryBytes());
    }

    /** The state in front of its store, and the changes of the batches that no delta covers yet. */
    double stateMemory() {
        double pending = 2 * keysPerRun * deltaBytes();
        return request.keys().count() * entryBytes() + pending;
    }

    /** What lives as long as the longest window: the results of each batch, or the records where nothing folds them. */
    double windowMemory() {
        double seconds = request.window().toNanos() / NANOS;
        if (request.keys().count() == 0) return seconds * framedBytesPerSecond();
        return Math.min(seconds * framedBytesPerSecond(), seconds * keysPerSecond() * deltaBytes());
    }

    double offHeapBytes() {
        return blockMemory() + tableMemory() + stateMemory() + windowMemory();
    }

    /** Bytes that go to and from memory, per second. */
    double memoryBytesPerSecond() {
        int passes = logsRecords()
                ? 6
                : 3; // into the block: read and write; the log: read, write, to the disk; the worker: read
        double lines = request.rate() * foldMisses + keysPerSecond() * mergeMisses;
        return passes * framedBytesPerSecond() + lines * 2 * CACHE_LINE;
    }
}
