package io.headrace.console;

import io.headrace.BatchProfile;
import java.util.List;

/**
 * Batches as JSON; times in milliseconds.
 *
 * <p><b>Threading:</b> stateless.
 */
final class BatchJson {
    private static final double MILLI = 1e6;

    private BatchJson() {}

    /** A line for each. */
    static void list(Json json, String name, List<BatchProfile> batches) {
        json.name(name).array();
        for (BatchProfile batch : batches) {
            json.object();
            head(json, batch);
            json.field("slowestStage", slowestStage(batch)).endObject();
        }
        json.endArray();
    }

    private static void head(Json json, BatchProfile batch) {
        json.field("number", batch.number())
                .field("id", batch.id().toString())
                .field("time", batch.timeMillis())
                .field("rerun", batch.isRerun())
                .field("records", batch.records())
                .field("scheduling", batch.schedulingNanos() / MILLI)
                .field("processing", batch.processingNanos() / MILLI)
                .field("total", BatchBook.total(batch) / MILLI);
    }

    private static long slowestStage(BatchProfile batch) {
        int slowest = 0;
        for (int stage = 1; stage < batch.stages(); stage++) {
            if (batch.stageNanos(stage) > batch.stageNanos(slowest)) slowest = stage;
        }
        return slowest;
    }

    /** Everything that was measured of one. */
    static void whole(Json json, BatchProfile batch) {
        json.object();
        head(json, batch);
        json.name("inputs").array();
        for (int stream = 0; stream < batch.streams(); stream++)
            json.object()
                    .field("records", batch.records(stream))
                    .field("description", batch.description(stream))
                    .endObject();
        json.endArray();
        json.name("stages").array();
        long measured = 0;
        for (int stage = 0; stage < batch.stages(); stage++) {
            measured += batch.stageNanos(stage);
            stage(json, batch, stage);
        }
        json.endArray();
        json.field("between", Math.max(0, batch.processingNanos() - measured) / MILLI);
        json.endObject();
    }

    private static void stage(Json json, BatchProfile batch, int stage) {
        long records = 0;
        for (int worker = 0; worker < batch.workers(); worker++) records += batch.recordsRead(stage, worker);
        json.object()
                .field("stage", stage)
                .field("millis", batch.stageNanos(stage) / MILLI)
                .field("records", records);
        json.name("workers").array();
        for (int worker = 0; worker < batch.workers(); worker++) {
            json.object()
                    .field("millis", batch.workNanos(stage, worker) / MILLI)
                    .field("tasks", batch.tasks(stage, worker))
                    .field("records", batch.recordsRead(stage, worker))
                    .endObject();
        }
        json.endArray().endObject();
    }
}
