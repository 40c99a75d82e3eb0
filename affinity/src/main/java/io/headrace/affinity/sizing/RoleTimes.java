package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.Role;

/**
 * What one thread of each role has to do in a second, in seconds.
 *
 * <p><b>Threading:</b> immutable.
 */
final class RoleTimes {
    private static final double NANOS = 1e9;

    private final SizingRequest request;
    private final CostModel costs;
    private final Shape shape;
    private final Flow flow;

    RoleTimes(SizingRequest request, CostModel costs, Shape shape, Flow flow) {
        this.request = request;
        this.costs = costs;
        this.shape = shape;
        this.flow = flow;
    }

    /** CPU time of a role's thread in a second. */
    double cpu(Assignment assignment) {
        double nanos = nanosOf(assignment.role());
        if (!assignment.waitPolicy().burnsCpu()) nanos += wakesOf(assignment.role()) * costs.get(Cost.WAKE);
        return nanos / NANOS;
    }

    /** The same, with the time in which the thread can do nothing because it waits for the disk. */
    double busy(Assignment assignment) {
        double waiting = assignment.role() == Role.LOG ? flow.syncsPerSecond() * costs.get(Cost.SYNC) / NANOS : 0;
        return cpu(assignment) + waiting;
    }

    /**
     * The part of its interval that a batch takes from its tick to its last output: what its steps take one after another, with
     * the busiest worker's share of the blocks.
     */
    double batchShare(boolean parks) {
        int steps = request.durability().logs() ? 4 : 3; // tick, perhaps the journal, workers, outputs
        double step = batchNanos() + (parks ? costs.get(Cost.WAKE) : 0);
        double journal = request.durability().logs() ? Flow.JOURNAL_RECORDS * costs.get(Cost.APPEND_RECORD) : 0;
        double sync = request.durability().syncs() ? costs.get(Cost.SYNC) : 0;
        double overhead = (steps * step + journal + sync + costs.get(Cost.USER_BATCH)) * flow.batchesPerSecond();
        return (overhead + workNanos() * imbalance()) / NANOS;
    }

    private double imbalance() {
        if (request.receivers() == 0) return 1;
        return BlockShape.imbalance(request.receivers() * shape.blocks().perBatch(), shape.workers());
    }

    private double nanosOf(Role role) {
        double perBatch = flow.batchesPerSecond() * batchNanos();
        return switch (role) {
            case RECEIVER -> receiverNanos();
            case LOG -> logNanos() + (request.durability().logs() ? perBatch : 0);
            case WORKER -> workNanos() + perBatch;
            case SCHEDULER -> perBatch;
            case JOB -> perBatch + flow.batchesPerSecond() * costs.get(Cost.USER_BATCH);
            case MAINTENANCE -> maintenanceNanos();
            case CONSOLE -> 0;
            case SPARE -> costs.get(Cost.SPARE_CPUS) * NANOS;
        };
    }

    /** A batch's beginning and end in one role. */
    private double batchNanos() {
        return costs.get(Cost.BATCH_ROLE) + costs.get(Cost.BATCH_BOOKS);
    }

    private double receiverNanos() {
        double rate = request.rate() / request.receivers();
        double blocks = shape.blocks().perSecond() / request.receivers();
        return rate * intakeNanos() + blocks * costs.get(Cost.BLOCK_HAND_OVER);
    }

    /** Taking a record out of its source and into a block. */
    private double intakeNanos() {
        double perByte = costs.get(Cost.RECEIVE_BYTE) + costs.get(Cost.ENCODE_BYTE);
        return costs.get(Cost.ENCODE_RECORD) + request.recordBytes() * perByte;
    }

    private double logNanos() {
        double handOver = shape.blocks().perSecond() * costs.get(Cost.BLOCK_HAND_OVER);
        return handOver
                + flow.logBytesPerSecond() * costs.get(Cost.APPEND_BYTE)
                + flow.logRecordsPerSecond() * costs.get(Cost.APPEND_RECORD);
    }

    /** One worker's part of what grows with the load. */
    private double workNanos() {
        double records = request.rate() / shape.workers();
        double perRecord = costs.get(Cost.FOLD_RECORD)
                + costs.get(Cost.USER_RECORD)
                + request.recordBytes() * costs.get(Cost.FOLD_BYTE)
                + flow.foldMisses() * costs.get(Cost.FOLD_MISS);
        if (request.receivers() == 0) perRecord += intakeNanos();
        double blocks = shape.blocks().perSecond() / shape.workers() * costs.get(Cost.BLOCK_HAND_OVER);
        return records * perRecord + blocks + keyNanos();
    }

    private double keyNanos() {
        double met = flow.keysPerWorker() * flow.batchesPerSecond();
        double owned = flow.keysPerSecond() / shape.workers();
        double exchange = shape.workers() > 1 ? costs.get(Cost.EXCHANGE_KEY) : 0;
        double merge = costs.get(Cost.MERGE_KEY) + flow.mergeMisses() * costs.get(Cost.FOLD_MISS);
        return met * (costs.get(Cost.FOLD_NEW_KEY) + exchange) + owned * merge;
    }

    private double maintenanceNanos() {
        double checkpoint = flow.checkpointBytesPerSecond() * costs.get(Cost.APPEND_BYTE);
        return checkpoint + flow.storedKeysPerSecond() * costs.get(Cost.STORE_KEY);
    }

    private double wakesOf(Role role) {
        double batches = flow.batchesPerSecond();
        double blocks = shape.blocks().perSecond();
        double wakes = switch (role) {
            case RECEIVER -> request.rate() / request.receivers();
            case LOG -> blocks + batches;
            case WORKER, SCHEDULER, JOB -> batches;
            case MAINTENANCE, CONSOLE, SPARE -> 0;
        };
        return Math.min(
                wakes, NANOS / costs.get(Cost.BLOCK_SHORTEST_NANOS)); // who wakes later finds all that came since
    }
}
