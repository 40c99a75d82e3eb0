package io.headrace.metrics;

import io.headrace.exec.counters.CounterId;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every metric there is. Names, kinds and units are what dashboards and alerts are written against: they never change their meaning, as the
 * numbers in the counters file. {@code docs/metrics.md} is written from here.
 *
 * <p><b>Threading:</b> immutable.
 */
enum Metric {
    UP("up", Kind.GAUGE, Unit.NONE, Subject.PROGRAM, null, "1 while the program runs, 0 when it has ended"),
    START_TIME("start.time", Kind.GAUGE, Unit.MILLIS, Subject.PROGRAM, null, "when it was started, since 1970"),

    BATCH_COMPLETED("batch.completed", Kind.COUNTER, CounterId.BATCHES_COMPLETED, "batches that are done"),
    BATCH_RECORDS(
            "batch.records",
            Kind.COUNTER,
            Unit.RECORDS,
            CounterId.RECORDS_PROCESSED,
            "records in batches that are done"),
    BATCH_SCHEDULING(
            "batch.scheduling",
            Kind.PERCENTILES,
            Unit.NANOS,
            CounterId.SCHEDULING_DELAY_BUCKET,
            "how long the batches of the last minute waited for the jobs, from their cut to their first stage"),
    BATCH_PROCESSING(
            "batch.processing",
            Kind.PERCENTILES,
            Unit.NANOS,
            CounterId.PROCESSING_DELAY_BUCKET,
            "how long the batches of the last minute took, from their first stage to their commit"),
    BATCH_SCHEDULING_LAST(
            "batch.scheduling.last",
            Kind.GAUGE,
            Unit.NANOS,
            CounterId.SCHEDULING_DELAY_NANOS,
            "how long the last batch waited for the jobs"),
    BATCH_PROCESSING_LAST(
            "batch.processing.last",
            Kind.GAUGE,
            Unit.NANOS,
            CounterId.PROCESSING_DELAY_NANOS,
            "how long the last batch took"),
    BATCH_INTERVAL(
            "batch.interval", Kind.GAUGE, Unit.NANOS, CounterId.BATCH_INTERVAL_NANOS, "from one batch to the next"),
    BATCH_CUT("batch.cut", Kind.COUNTER, CounterId.BATCHES_CUT, "batches that were cut from what was received"),
    BATCH_TIME(
            "batch.time",
            Kind.GAUGE,
            Unit.MILLIS,
            CounterId.LAST_BATCH_TIME,
            "the time of the last batch that was cut, since 1970"),
    BATCH_WAITING("batch.waiting", Kind.GAUGE, CounterId.BATCHES_WAITING, "batches that are cut and not done"),
    BATCH_BEHIND(
            "batch.behind",
            Kind.COUNTER,
            CounterId.BATCHES_BEHIND,
            "batches that waited longer than `headrace.behind.after`"),
    BATCH_BEHIND_RESPONSE(
            "batch.behind.response",
            Kind.GAUGE,
            CounterId.BEHIND_RESPONSE,
            "what is done now about batches that are late: 0 none is late, 1 it is warned of, 2 outputs are joined, 3 inputs shed"),
    BATCH_SET_ASIDE(
            "batch.set.aside",
            Kind.COUNTER,
            Unit.RECORDS,
            CounterId.RECORDS_SET_ASIDE,
            "records whose processing threw, under `DEAD_LETTER`"),
    TICKS_IDLE("ticks.idle", Kind.COUNTER, CounterId.TICKS_IDLE, "ticks without data on which nothing had to run"),
    TICKS_SKIPPED("ticks.skipped", Kind.COUNTER, CounterId.TICKS_SKIPPED, "ticks that were missed and not made up for"),

    RECEIVER_RECORDS(
            "receiver.records",
            Kind.COUNTER,
            Unit.RECORDS,
            Subject.RECEIVER,
            CounterId.RECORDS_RECEIVED,
            "records that came in"),
    RECEIVER_BYTES(
            "receiver.bytes",
            Kind.COUNTER,
            Unit.BYTES,
            Subject.RECEIVER,
            CounterId.BYTES_RECEIVED,
            "bytes of the records that came in"),
    RECEIVER_BLOCKS(
            "receiver.blocks",
            Kind.COUNTER,
            Unit.BLOCKS,
            Subject.RECEIVER,
            CounterId.BLOCKS_RECEIVED,
            "blocks that hold them"),
    RECEIVER_REJECTED(
            "receiver.rejected",
            Kind.COUNTER,
            Unit.RECORDS,
            Subject.RECEIVER,
            CounterId.RECORDS_REJECTED,
            "records that could not be taken: too long, or not what the stream holds"),
    RECEIVER_DROPPED(
            "receiver.dropped",
            Kind.COUNTER,
            Unit.RECORDS,
            Subject.RECEIVER,
            CounterId.RECORDS_DROPPED,
            "records that were dropped, by policy, because there was no room"),
    RECEIVER_RESTARTS(
            "receiver.restarts",
            Kind.COUNTER,
            Unit.NONE,
            Subject.RECEIVER,
            CounterId.RECEIVER_RESTARTS,
            "how often this input was opened again"),
    RECEIVER_HELD(
            "receiver.held",
            Kind.COUNTER,
            Unit.NONE,
            Subject.RECEIVER,
            CounterId.RECEIVER_HELD,
            "how often this source was held because its ring was full"),
    RECEIVER_LIMITED(
            "receiver.limited",
            Kind.COUNTER,
            Unit.NONE,
            Subject.RECEIVER,
            CounterId.RECEIVER_LIMITED,
            "how often the rate of this input let nothing in"),
    RECEIVER_RATE_LIMIT(
            "receiver.rate.limit",
            Kind.GAUGE,
            Unit.NONE,
            Subject.RECEIVER,
            CounterId.RATE_LIMIT,
            "records a second that this input takes in at most; 0 for no limit"),
    RECEIVER_RING_WAITING(
            "receiver.ring.waiting",
            Kind.GAUGE,
            Unit.BLOCKS,
            Subject.RECEIVER,
            CounterId.RING_WAITING,
            "blocks in the input's ring that wait for the log"),
    RECEIVER_RING_SLOTS(
            "receiver.ring.slots",
            Kind.GAUGE,
            Unit.BLOCKS,
            Subject.RECEIVER,
            CounterId.RING_SLOTS,
            "blocks that the input's ring holds at most"),
    RECEIVER_STATE(
            "receiver.state",
            Kind.GAUGE,
            Unit.NONE,
            Subject.RECEIVER,
            CounterId.RECEIVER_STATE,
            "how the input is: 0 closed, 1 open, 2 waiting before a restart, 3 ended, 4 stopped"),
    BLOCK_INTERVAL(
            "block.interval", Kind.GAUGE, Unit.NANOS, CounterId.BLOCK_INTERVAL_NANOS, "how long a block stays open"),
    BLOCK_RETUNES(
            "block.retunes",
            Kind.COUNTER,
            CounterId.BLOCK_RETUNES,
            "how often the time that a block stays open was tuned"),

    LOG_BLOCKS("log.blocks", Kind.COUNTER, Unit.BLOCKS, CounterId.BLOCKS_LOGGED, "blocks that were written to the log"),
    LOG_FULL("log.full", Kind.COUNTER, CounterId.LOG_FULL, "how often there was no room for the log"),
    LOG_SYNCS("log.syncs", Kind.COUNTER, CounterId.SYNCS, "how often the log was forced to the disk"),
    LOG_POSITION("log.position", Kind.GAUGE, CounterId.LOG_SEQUENCE, "the number of the log's last record"),
    LOG_DURABLE(
            "log.durable",
            Kind.GAUGE,
            CounterId.DURABLE_SEQUENCE,
            "the number of the log's last record that survives a power cut"),
    CHECKPOINTS("checkpoints", Kind.COUNTER, CounterId.CHECKPOINTS_WRITTEN, "checkpoints that were written"),

    STAGE_TIME(
            "stage.time",
            Kind.COUNTER,
            Unit.NANOS,
            Subject.STAGE,
            CounterId.STAGE_NANOS,
            "how long batches were in this stage, without the stages that it waited for"),
    STAGE_RECORDS(
            "stage.records",
            Kind.COUNTER,
            Unit.RECORDS,
            Subject.STAGE,
            CounterId.STAGE_RECORDS,
            "records that were read from blocks for this stage"),
    WORKER_BUSY(
            "worker.busy",
            Kind.COUNTER,
            Unit.NANOS,
            Subject.WORKER,
            CounterId.WORKER_BUSY_NANOS,
            "how long this worker ran tasks"),
    WORKER_TASKS(
            "worker.tasks",
            Kind.COUNTER,
            Unit.NONE,
            Subject.WORKER,
            CounterId.WORKER_TASKS,
            "tasks that this worker ran"),
    THREAD_ROUNDS(
            "thread.rounds",
            Kind.COUNTER,
            Unit.NONE,
            Subject.THREAD,
            CounterId.ROLE_STEPS,
            "how often this thread looked for something to do"),
    THREAD_WORK(
            "thread.work",
            Kind.COUNTER,
            Unit.NONE,
            Subject.THREAD,
            CounterId.ROLE_WORK,
            "what the roles of this thread say they did"),
    THREAD_ALLOCATED(
            "thread.allocated",
            Kind.COUNTER,
            Unit.BYTES,
            Subject.THREAD,
            CounterId.THREAD_ALLOCATED,
            "bytes that this thread has allocated on the heap"),
    OUTPUT_RUNS("output.runs", Kind.COUNTER, CounterId.OUTPUTS_RUN, "outputs that were run, of all batches"),
    OUTPUT_BUSY(
            "output.busy",
            Kind.GAUGE,
            Unit.MILLIS,
            Subject.OUTPUT,
            CounterId.OUTPUT_BUSY_MILLIS,
            "how long this output has had its batch by now; 0 while it is not slow"),

    STATE_KEYS(
            "state.keys",
            Kind.GAUGE,
            Unit.NONE,
            Subject.STATE,
            CounterId.STATE_KEYS,
            "keys of a state or of a window's panes; records of a window that keeps all"),
    STATE_SIZE(
            "state.size",
            Kind.GAUGE,
            Unit.BYTES,
            Subject.STATE,
            CounterId.STATE_BYTES,
            "the state's bytes off the heap; 0 for what is kept as objects"),
    STATE_KEYS_ON_DISK(
            "state.keys.on.disk",
            Kind.GAUGE,
            Unit.NONE,
            Subject.STATE,
            CounterId.STATE_KEYS_ON_DISK,
            "keys whose states have left memory for the disk"),

    MEMORY_RESERVED(
            "memory.reserved", Kind.GAUGE, Unit.BYTES, CounterId.MEMORY_RESERVED, "off-heap memory of the context"),
    MEMORY_LIMIT(
            "memory.limit",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.MEMORY_LIMIT,
            "off-heap memory that the context may take"),
    MEMORY_BLOCKS(
            "memory.blocks", Kind.GAUGE, Unit.BLOCKS, CounterId.BLOCKS_IN_MEMORY, "blocks that are held in memory"),
    MEMORY_BLOCK_BYTES(
            "memory.block",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.BYTES_IN_MEMORY,
            "bytes of blocks that are held in memory"),
    MEMORY_EVICTED(
            "memory.evicted",
            Kind.COUNTER,
            Unit.BLOCKS,
            CounterId.BLOCKS_EVICTED,
            "blocks that left memory for the disk"),
    SPILL_SIZE(
            "spill.size",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.SPILL_BYTES,
            "blocks and rows that lie in files because memory was short"),
    SPILL_BLOCKS(
            "spill.blocks",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.BLOCK_BYTES_OUTSIDE,
            "blocks that lie outside memory, in the log or in the spill file"),
    SPILL_LIMIT(
            "spill.limit",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.SPILL_LIMIT,
            "blocks that may lie there: beyond it inputs are held, or drop"),
    ROWS_KEPT(
            "rows.kept",
            Kind.GAUGE,
            Unit.BYTES,
            CounterId.ROW_BYTES_KEPT,
            "rows that are kept off the heap, by their storage level"),
    ROWS_SPILLED(
            "rows.spilled",
            Kind.COUNTER,
            Unit.BYTES,
            CounterId.ROW_BYTES_SPILLED,
            "rows that were written to the disk"),

    ERRORS("errors", Kind.COUNTER, CounterId.ERRORS, "errors of all kinds: `headrace errors` says which");

    /** How a metric behaves. */
    enum Kind {
        /** It only grows, until the program is started again. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** Gauges, one for each of {@link Percentile}. */
        PERCENTILES
    }

    private static final String PREFIX = "headrace.";
    private static final Map<CounterId, Metric> BY_COUNTER = new EnumMap<>(CounterId.class);

    static {
        for (Metric metric : values()) {
            CounterId counter = metric.counter;
            if (counter != null) BY_COUNTER.put(counter, metric);
        }
    }

    private final String metricName;
    private final Kind kind;
    private final Unit unit;
    private final Subject subject;
    private final @Nullable CounterId counter;
    private final String meaning;

    Metric(String metricName, Kind kind, CounterId counter, String meaning) {
        this(metricName, kind, Unit.NONE, Subject.PROGRAM, counter, meaning);
    }

    Metric(String metricName, Kind kind, Unit unit, CounterId counter, String meaning) {
        this(metricName, kind, unit, Subject.PROGRAM, counter, meaning);
    }

    /** @param counter null for what is no counter */
    Metric(String metricName, Kind kind, Unit unit, Subject subject, @Nullable CounterId counter, String meaning) {
        this.metricName = PREFIX + metricName;
        this.kind = kind;
        this.unit = unit;
        this.subject = subject;
        this.counter = counter;
        this.meaning = meaning;
    }

    /** What a counter is shown as; null for one that has none. */
    static @Nullable Metric of(CounterId counter) {
        return BY_COUNTER.get(counter);
    }

    String metricName() {
        return metricName;
    }

    Kind kind() {
        return kind;
    }

    Unit unit() {
        return unit;
    }

    Subject subject() {
        return subject;
    }

    @Nullable
    CounterId counter() {
        return counter;
    }

    String meaning() {
        return meaning;
    }
}
