package io.headrace.console;

import io.headrace.Inspection;
import io.headrace.ReceiverInfo;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader.Reading;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the page is told each second: the counters as they are, rates since the look before, delays of the last minute.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FrameJson {
    private static final double MILLI = 1e6;
    private static final double NANOS = 1e9;
    private static final String[] RECEIVER_STATES = {"closed", "open", "waiting", "ended", "stopped"};

    private final Inspection running;
    private final List<String> inputs;

    FrameJson(Inspection running) {
        this.running = running;
        inputs = running.inputs();
    }

    /**
     * Writes a frame's fields.
     *
     * @param before a second ago
     * @param minute a minute ago, or at the start
     */
    void write(Json json, Look now, Look before, Look minute) {
        Throwable failure = running.failure();
        json.field("failure", failure == null ? "" : failure.toString());
        counts(json, now);
        json.name("delays").object();
        delays(json, "scheduling", now, minute, CounterId.SCHEDULING_DELAY_BUCKET, CounterId.SCHEDULING_DELAY_NANOS);
        delays(json, "processing", now, minute, CounterId.PROCESSING_DELAY_BUCKET, CounterId.PROCESSING_DELAY_NANOS);
        json.endObject();
        inputs(json, now, before);
        slowOutputs(json, now);
        stages(json, now, before);
        workers(json, now, before);
        states(json, now);
        threads(json, now, before);
        memory(json, now);
    }

    private static void counts(Json json, Look now) {
        json.name("counts")
                .object()
                .field("batches", now.value(CounterId.BATCHES_COMPLETED))
                .field("records", now.value(CounterId.RECORDS_PROCESSED))
                .field("outputs", now.value(CounterId.OUTPUTS_RUN))
                .field("waiting", now.value(CounterId.BATCHES_WAITING))
                .field("behind", now.value(CounterId.BATCHES_BEHIND))
                .field("response", now.value(CounterId.BEHIND_RESPONSE))
                .field("idle", now.value(CounterId.TICKS_IDLE))
                .field("skipped", now.value(CounterId.TICKS_SKIPPED))
                .field("setAside", now.value(CounterId.RECORDS_SET_ASIDE))
                .field("errors", now.value(CounterId.ERRORS))
                .field("checkpoints", now.value(CounterId.CHECKPOINTS_WRITTEN))
                .field("blockMillis", now.value(CounterId.BLOCK_INTERVAL_NANOS) / MILLI)
                .field("retunes", now.value(CounterId.BLOCK_RETUNES))
                .endObject();
    }

    private static void delays(
            Json json, String name, Look now, @Nullable Look since, CounterId buckets, CounterId last) {
        json.name(name)
                .object()
                .field("last", now.value(last) / MILLI)
                .field("p50", now.percentile(buckets, 0.5, since) / MILLI)
                .field("p99", now.percentile(buckets, 0.99, since) / MILLI)
                .field("p999", now.percentile(buckets, 0.999, since) / MILLI)
                .endObject();
    }

    private void inputs(Json json, Look now, Look before) {
        Map<Integer, ReceiverInfo> receivers =
                running.receivers().stream().collect(Collectors.toMap(ReceiverInfo::streamId, Function.identity()));
        json.name("inputs").array();
        for (int stream = 0; stream < inputs.size(); stream++) {
            ReceiverInfo receiver = receivers.get(stream);
            json.object().field("stream", stream).field("label", inputs.get(stream));
            json.field("received", receiver != null);
            if (receiver != null) receiver(json, receiver, now, before);
            json.endObject();
        }
        json.endArray();
    }

    private static void receiver(Json json, ReceiverInfo receiver, Look now, Look before) {
        int stream = receiver.streamId();
        json.field("state", stateOf(now.value(CounterId.RECEIVER_STATE, stream)))
                .field("records", now.value(CounterId.RECORDS_RECEIVED, stream))
                .field("bytes", now.value(CounterId.BYTES_RECEIVED, stream))
                .field("recordsPerSecond", now.perSecond(CounterId.RECORDS_RECEIVED, stream, before))
                .field("bytesPerSecond", now.perSecond(CounterId.BYTES_RECEIVED, stream, before))
                .field("limit", now.value(CounterId.RATE_LIMIT, stream))
                .field("limited", now.value(CounterId.RECEIVER_LIMITED, stream))
                .field("held", now.value(CounterId.RECEIVER_HELD, stream))
                .field("heldPerSecond", now.perSecond(CounterId.RECEIVER_HELD, stream, before))
                .field("ringWaiting", now.value(CounterId.RING_WAITING, stream))
                .field("ringSlots", now.value(CounterId.RING_SLOTS, stream))
                .field("dropped", now.value(CounterId.RECORDS_DROPPED, stream))
                .field("rejected", now.value(CounterId.RECORDS_REJECTED, stream))
                .field("restarts", now.value(CounterId.RECEIVER_RESTARTS, stream))
                .field("thread", receiver.location())
                .field("lastError", problem(receiver))
                .field("lastErrorTime", receiver.lastErrorTime());
    }

    private static String problem(ReceiverInfo receiver) {
        if (receiver.lastError().isEmpty()) return receiver.lastErrorMessage();
        return receiver.lastErrorMessage() + ": " + receiver.lastError();
    }

    private static String stateOf(long number) {
        return number >= 0 && number < RECEIVER_STATES.length ? RECEIVER_STATES[(int) number] : "state " + number;
    }

    /** Outputs that have had their batch for longer than {@code headrace.output.slow.after}; the batch is not done, and so in no list. */
    private static void slowOutputs(Json json, Look now) {
        json.name("slowOutputs").array();
        for (Reading output : now.all(CounterId.OUTPUT_BUSY_MILLIS)) {
            if (output.value() == 0) continue;
            json.object()
                    .field("label", output.label())
                    .field("millis", output.value())
                    .endObject();
        }
        json.endArray();
    }

    private static void stages(Json json, Look now, Look before) {
        double batches = now.perSecond(CounterId.BATCHES_COMPLETED, 0, before);
        json.name("stages").array();
        for (Reading stage : now.all(CounterId.STAGE_NANOS)) {
            double nanos = now.perSecond(CounterId.STAGE_NANOS, stage.instance(), before);
            json.object()
                    .field("share", nanos / NANOS)
                    .field("millisPerBatch", batches == 0 ? Double.NaN : nanos / batches / MILLI)
                    .field("recordsPerSecond", now.perSecond(CounterId.STAGE_RECORDS, stage.instance(), before))
                    .field("records", now.value(CounterId.STAGE_RECORDS, stage.instance()))
                    .field("seconds", stage.value() / NANOS)
                    .endObject();
        }
        json.endArray();
    }

    private static void workers(Json json, Look now, Look before) {
        json.name("workers").array();
        for (Reading worker : now.all(CounterId.WORKER_BUSY_NANOS)) {
            json.object()
                    .field("label", worker.label())
                    .field("busy", now.perSecond(CounterId.WORKER_BUSY_NANOS, worker.instance(), before) / NANOS)
                    .field("tasksPerSecond", now.perSecond(CounterId.WORKER_TASKS, worker.instance(), before))
                    .field("tasks", now.value(CounterId.WORKER_TASKS, worker.instance()))
                    .endObject();
        }
        json.endArray();
    }

    private static void states(Json json, Look now) {
        json.name("states").array();
        for (Reading state : now.all(CounterId.STATE_KEYS)) {
            json.object()
                    .field("number", state.instance())
                    .field("label", state.label())
                    .field("keys", state.value())
                    .field("bytes", now.value(CounterId.STATE_BYTES, state.instance()))
                    .field("onDisk", now.value(CounterId.STATE_KEYS_ON_DISK, state.instance()))
                    .endObject();
        }
        json.endArray();
    }

    private static void threads(Json json, Look now, Look before) {
        json.name("roles").array();
        for (Reading role : now.all(CounterId.ROLE_STEPS)) {
            json.object()
                    .field("label", role.label())
                    .field("workPerSecond", now.perSecond(CounterId.ROLE_WORK, role.instance(), before))
                    .field("roundsPerSecond", now.perSecond(CounterId.ROLE_STEPS, role.instance(), before))
                    .field("allocatedPerSecond", now.perSecond(CounterId.THREAD_ALLOCATED, role.instance(), before))
                    .endObject();
        }
        json.endArray();
    }

    private static void memory(Json json, Look now) {
        json.name("memory")
                .object()
                .field("reserved", now.value(CounterId.MEMORY_RESERVED))
                .field("limit", now.value(CounterId.MEMORY_LIMIT))
                .field("blocks", now.value(CounterId.BLOCKS_IN_MEMORY))
                .field("blockBytes", now.value(CounterId.BYTES_IN_MEMORY))
                .field("evicted", now.value(CounterId.BLOCKS_EVICTED))
                .field("spilled", now.value(CounterId.SPILL_BYTES))
                .field("outside", now.value(CounterId.BLOCK_BYTES_OUTSIDE))
                .field("outsideLimit", now.value(CounterId.SPILL_LIMIT))
                .endObject();
        json.name("log")
                .object()
                .field("sequence", now.value(CounterId.LOG_SEQUENCE))
                .field("durable", now.value(CounterId.DURABLE_SEQUENCE))
                .field("blocks", now.value(CounterId.BLOCKS_LOGGED))
                .field("syncs", now.value(CounterId.SYNCS))
                .field("full", now.value(CounterId.LOG_FULL))
                .endObject();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long collections = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            millis += Math.max(0, collector.getCollectionTime());
        }
        json.name("heap")
                .object()
                .field("used", heap.getUsed())
                .field("most", heap.getMax())
                .field("collections", collections)
                .field("collectionMillis", millis)
                .endObject();
    }
}
