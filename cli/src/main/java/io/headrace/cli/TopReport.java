package io.headrace.cli;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two looks at a context: the fields of {@code top --json}. Rates and percentiles are of the time between the
 * looks; with one look they are of the whole run.
 */
record TopReport(
        String context,
        long processId,
        String state,
        double upSeconds,
        double overSeconds,
        Batches batches,
        Delays schedulingMillis,
        Delays processingMillis,
        LogPart log,
        Memory memory,
        List<ReceiverPart> receivers,
        List<StagePart> stages,
        List<WorkerPart> workers,
        List<StatePart> states,
        List<OutputPart> outputs,
        List<ThreadPart> threads,
        long errors) {
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;
    private static final String[] BEHIND = {"no", "warned", "joined", "shed"};
    private static final String[] RECEIVER_STATES = {"closed", "open", "waiting", "ended", "stopped"};

    /**
     * Of all batches.
     *
     * @param late whether batches are late at this moment, and what is done about it: no, warned, joined, shed
     * @param intervalMillis of a batch; {@code blockMillis} of a block, which is tuned
     */
    record Batches(
            double perSecond,
            double recordsPerSecond,
            long completed,
            long waiting,
            long behind,
            String late,
            long ticksIdle,
            long ticksSkipped,
            long setAside,
            double intervalMillis,
            double blockMillis,
            long retunes) {}

    /** Milliseconds; {@code last} is of the last batch. */
    record Delays(double last, double p50, double p99, double p999) {}

    /** The log's last record, and the last one that survives a power cut. */
    record LogPart(long sequence, long durable, long blocks, long full, long syncs) {}

    /** Of the context, off the heap. */
    record Memory(
            long reserved,
            long limit,
            long blocks,
            long blockBytes,
            long evicted,
            long spilled,
            long blockBytesOutside,
            long spillLimit,
            long rowBytesKept,
            long rowBytesSpilled) {}

    /** One input; {@code limit} is records a second, 0 for none. */
    record ReceiverPart(
            int stream,
            String label,
            String state,
            double recordsPerSecond,
            double bytesPerSecond,
            long records,
            long limit,
            long ringWaiting,
            long ringSlots,
            long held,
            long limited,
            long dropped,
            long rejected,
            long restarts) {}

    /** One output; {@code busyMillis} is how long it has had its batch, 0 while it is not slow. */
    record OutputPart(int output, String label, long busyMillis) {}

    /**
     * A thread of the engine.
     *
     * @param workPerSecond what its roles say they did
     * @param roundsPerSecond how often it looked
     * @param allocatedPerSecond bytes on the heap
     */
    record ThreadPart(
            int thread, String label, double workPerSecond, double roundsPerSecond, double allocatedPerSecond) {}

    /** {@code share} is of the time between the looks; {@code millisPerBatch} of the batches in it. */
    record StagePart(int stage, String label, double share, double millisPerBatch, double recordsPerSecond) {}

    /** {@code busy} is the share of the time in which it ran tasks. */
    record WorkerPart(int worker, String label, double busy, double tasksPerSecond) {}

    /** A stream that remembers. */
    record StatePart(int number, String label, long keys, long bytes, long keysOnDisk) {}

    /** @param before null for the whole run */
    static TopReport of(@Nullable CountersLook before, CountersLook now, long nowMillis) {
        CountersLook from = before != null && now.follows(before) ? before : null;
        double up = now.seconds(nowMillis);
        double over = from == null ? up : (now.nanos() - from.nanos()) / SECOND;
        Span span = new Span(from, now, Math.max(over, 1e-9));
        return new TopReport(
                now.context(),
                now.processId(),
                now.state(),
                up,
                over,
                batches(span),
                delays(span, CounterId.SCHEDULING_DELAY_BUCKET, CounterId.SCHEDULING_DELAY_NANOS),
                delays(span, CounterId.PROCESSING_DELAY_BUCKET, CounterId.PROCESSING_DELAY_NANOS),
                new LogPart(
                        now.value(CounterId.LOG_SEQUENCE),
                        now.value(CounterId.DURABLE_SEQUENCE),
                        now.value(CounterId.BLOCKS_LOGGED),
                        now.value(CounterId.LOG_FULL),
                        now.value(CounterId.SYNCS)),
                new Memory(
                        now.value(CounterId.MEMORY_RESERVED),
                        now.value(CounterId.MEMORY_LIMIT),
                        now.value(CounterId.BLOCKS_IN_MEMORY),
                        now.value(CounterId.BYTES_IN_MEMORY),
                        now.value(CounterId.BLOCKS_EVICTED),
                        now.value(CounterId.SPILL_BYTES),
                        now.value(CounterId.BLOCK_BYTES_OUTSIDE),
                        now.value(CounterId.SPILL_LIMIT),
                        now.value(CounterId.ROW_BYTES_KEPT),
                        now.value(CounterId.ROW_BYTES_SPILLED)),
                receivers(span),
                stages(span),
                workers(span),
                states(now),
                outputs(now),
                threads(span),
                now.value(CounterId.ERRORS));
    }

    /** Two looks, and the seconds between them. */
    private record Span(@Nullable CountersLook from, CountersLook now, double seconds) {
        double perSecond(CounterId id, int instance) {
            return (now.value(id, instance) - (from == null ? 0 : from.value(id, instance))) / seconds;
        }
    }

    private static Batches batches(Span span) {
        CountersLook now = span.now();
        return new Batches(
                span.perSecond(CounterId.BATCHES_COMPLETED, 0),
                span.perSecond(CounterId.RECORDS_PROCESSED, 0),
                now.value(CounterId.BATCHES_COMPLETED),
                now.value(CounterId.BATCHES_WAITING),
                now.value(CounterId.BATCHES_BEHIND),
                word(BEHIND, now.value(CounterId.BEHIND_RESPONSE), "response "),
                now.value(CounterId.TICKS_IDLE),
                now.value(CounterId.TICKS_SKIPPED),
                now.value(CounterId.RECORDS_SET_ASIDE),
                now.value(CounterId.BATCH_INTERVAL_NANOS) / MILLI,
                now.value(CounterId.BLOCK_INTERVAL_NANOS) / MILLI,
                now.value(CounterId.BLOCK_RETUNES));
    }

    private static Delays delays(Span span, CounterId buckets, CounterId last) {
        long[] counts = span.now().buckets(buckets);
        CountersLook from = span.from();
        if (from != null) {
            long[] before = from.buckets(buckets);
            for (int i = 0; i < counts.length; i++) counts[i] -= before[i];
        }
        return new Delays(
                span.now().value(last) / MILLI,
                DelayBuckets.percentile(counts, 0.5) / MILLI,
                DelayBuckets.percentile(counts, 0.99) / MILLI,
                DelayBuckets.percentile(counts, 0.999) / MILLI);
    }

    private static List<ReceiverPart> receivers(Span span) {
        CountersLook now = span.now();
        List<ReceiverPart> receivers = new ArrayList<>();
        for (Map.Entry<Integer, Reading> input :
                now.all(CounterId.RECORDS_RECEIVED).entrySet()) {
            int stream = input.getKey();
            receivers.add(new ReceiverPart(
                    stream,
                    CountersLook.readable(input.getValue().label()),
                    word(RECEIVER_STATES, now.value(CounterId.RECEIVER_STATE, stream), "state "),
                    span.perSecond(CounterId.RECORDS_RECEIVED, stream),
                    span.perSecond(CounterId.BYTES_RECEIVED, stream),
                    now.value(CounterId.RECORDS_RECEIVED, stream),
                    now.value(CounterId.RATE_LIMIT, stream),
                    now.value(CounterId.RING_WAITING, stream),
                    now.value(CounterId.RING_SLOTS, stream),
                    now.value(CounterId.RECEIVER_HELD, stream),
                    now.value(CounterId.RECEIVER_LIMITED, stream),
                    now.value(CounterId.RECORDS_DROPPED, stream),
                    now.value(CounterId.RECORDS_REJECTED, stream),
                    now.value(CounterId.RECEIVER_RESTARTS, stream)));
        }
        return receivers;
    }

    private static List<StagePart> stages(Span span) {
        double batches = span.perSecond(CounterId.BATCHES_COMPLETED, 0);
        List<StagePart> stages = new ArrayList<>();
        span.now().all(CounterId.STAGE_NANOS).forEach((stage, reading) -> {
            double nanos = span.perSecond(CounterId.STAGE_NANOS, stage);
            stages.add(new StagePart(
                    stage,
                    CountersLook.readable(reading.label()),
                    nanos / SECOND,
                    batches == 0 ? 0 : nanos / batches / MILLI,
                    span.perSecond(CounterId.STAGE_RECORDS, stage)));
        });
        return stages;
    }

    private static List<WorkerPart> workers(Span span) {
        List<WorkerPart> workers = new ArrayList<>();
        span.now()
                .all(CounterId.WORKER_BUSY_NANOS)
                .forEach((worker, reading) -> workers.add(new WorkerPart(
                        worker,
                        CountersLook.readable(reading.label()),
                        span.perSecond(CounterId.WORKER_BUSY_NANOS, worker) / SECOND,
                        span.perSecond(CounterId.WORKER_TASKS, worker))));
        return workers;
    }

    private static List<StatePart> states(CountersLook now) {
        List<StatePart> states = new ArrayList<>();
        now.all(CounterId.STATE_KEYS)
                .forEach((number, reading) -> states.add(new StatePart(
                        number,
                        CountersLook.readable(reading.label()),
                        reading.value(),
                        now.value(CounterId.STATE_BYTES, number),
                        now.value(CounterId.STATE_KEYS_ON_DISK, number))));
        return states;
    }

    private static List<OutputPart> outputs(CountersLook now) {
        List<OutputPart> outputs = new ArrayList<>();
        now.all(CounterId.OUTPUT_BUSY_MILLIS)
                .forEach((output, reading) -> outputs.add(new OutputPart(
                        output,
                        CountersLook.readable(reading.label()),
                        now.value(CounterId.OUTPUT_BUSY_MILLIS, output))));
        return outputs;
    }

    private static String word(String[] words, long number, String otherwise) {
        return number >= 0 && number < words.length ? words[(int) number] : otherwise + number;
    }

    private static List<ThreadPart> threads(Span span) {
        List<ThreadPart> threads = new ArrayList<>();
        span.now()
                .all(CounterId.ROLE_STEPS)
                .forEach((thread, reading) -> threads.add(new ThreadPart(
                        thread,
                        CountersLook.readable(reading.label()),
                        span.perSecond(CounterId.ROLE_WORK, thread),
                        span.perSecond(CounterId.ROLE_STEPS, thread),
                        span.perSecond(CounterId.THREAD_ALLOCATED, thread))));
        return threads;
    }
}
