package io.headrace.cli;

import io.headrace.affinity.sizing.Durability;
import io.headrace.affinity.sizing.SizingRequest;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the counters of a run say about its load, and about how busy it was: means over the whole run.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param seconds how long it ran
 * @param rate records a second that batches processed
 * @param recordBytes of a mean record; 0 when no receiver counted any
 * @param receivers inputs that have a receiver
 * @param stateKeys of all streams that remember
 * @param stateBytes of a key and its state, a mean; 0 when they are kept as objects
 * @param workerBusy the share of the time in which the busiest worker ran tasks, or outputs where it is the only one
 * @param outputNanos what outputs took of a batch, a mean
 * @param batchNanos what 99 of 100 batches did not exceed
 */
record MeasuredRun(
        String context,
        double seconds,
        long batches,
        double rate,
        int recordBytes,
        int receivers,
        int workers,
        Duration interval,
        long stateKeys,
        int stateBytes,
        Durability durability,
        double workerBusy,
        double outputNanos,
        long batchNanos) {
    private static final double SECOND = 1e9;
    private static final String OUTPUTS = "outputs"; // what a worker's counter is called that is none
    private static final String LOG_STAGE = "wait for the log"; // the outputs come behind it

    /** @param given a context's directory, or a counters file */
    static MeasuredRun read(Path given, long nowMillis) {
        CountersLook look = CountersLook.at(CountersLook.file(given));
        double seconds = look.seconds(nowMillis);
        long batches = look.value(CounterId.BATCHES_COMPLETED);
        long records = look.value(CounterId.RECORDS_PROCESSED);
        if (seconds <= 0 || batches == 0 || records == 0)
            throw new NonsenseException("--from-run " + given + ": the run has processed " + records + " records in "
                    + batches + " batches; take one that was at work for a while");
        Map<Integer, Reading> workers = look.all(CounterId.WORKER_BUSY_NANOS);
        int workerCount =
                (int) workers.values().stream().filter(MeasuredRun::isWorker).count();
        long busiest = busiest(workers);
        long outputs = outputs(look.all(CounterId.STAGE_NANOS), busiest);
        long stateKeys = sum(look.all(CounterId.STATE_KEYS));
        return new MeasuredRun(
                look.context(),
                seconds,
                batches,
                records / seconds,
                recordBytes(look),
                look.all(CounterId.RECORDS_RECEIVED).size(),
                workerCount,
                Duration.ofNanos(look.value(CounterId.BATCH_INTERVAL_NANOS)),
                stateKeys,
                stateKeys == 0 ? 0 : (int) (sum(look.all(CounterId.STATE_BYTES)) / stateKeys),
                durability(look),
                (workerCount == 1 ? busiest + outputs : busiest) / seconds / SECOND,
                (double) outputs / batches,
                DelayBuckets.percentile(look.buckets(CounterId.PROCESSING_DELAY_BUCKET), 0.99));
    }

    /** This load, with the keys and the durability that the run had. */
    SizingRequest.Builder load(double ofRate, int ofRecordBytes, int ofReceivers) {
        return SizingRequest.of(ofRate, ofRecordBytes, ofReceivers)
                .keys(new SizingRequest.Keys(stateKeys, 0, 0, keyBytes()))
                .durability(durability);
    }

    /** The same, with records of so many bytes. */
    MeasuredRun withRecordBytes(int bytes) {
        return new MeasuredRun(
                context,
                seconds,
                batches,
                rate,
                bytes,
                receivers,
                workers,
                interval,
                stateKeys,
                stateBytes,
                durability,
                workerBusy,
                outputNanos,
                batchNanos);
    }

    /** Of a key and its state together, as the sizing takes it. */
    int keyBytes() {
        return stateBytes == 0 ? SizingRequest.Keys.DEFAULT_BYTES : stateBytes;
    }

    /** What 99 of 100 batches did not exceed, as a share of the interval. */
    double batchShare() {
        return batchNanos / (double) interval.toNanos();
    }

    private static long sum(Map<Integer, Reading> readings) {
        return readings.values().stream().mapToLong(Reading::value).sum();
    }

    private static int recordBytes(CountersLook look) {
        long records = sum(look.all(CounterId.RECORDS_RECEIVED));
        return records == 0 ? 0 : (int) Math.max(1, (sum(look.all(CounterId.BYTES_RECEIVED)) + records - 1) / records);
    }

    /** RECORD cannot be told from BATCH: both sync. */
    private static Durability durability(CountersLook look) {
        if (look.value(CounterId.LOG_SEQUENCE) == 0) return Durability.OFF;
        return look.all(CounterId.SYNCS).isEmpty() ? Durability.PROCESS : Durability.BATCH;
    }

    private static boolean isWorker(Reading reading) {
        return !reading.label().equals(OUTPUTS);
    }

    private static long busiest(Map<Integer, Reading> workers) {
        return workers.values().stream()
                .filter(MeasuredRun::isWorker)
                .mapToLong(Reading::value)
                .max()
                .orElse(0);
    }

    /**
     * What outputs took in all, without the tasks that workers ran for them meanwhile: what workers did beyond the time of the other stages.
     */
    private static long outputs(Map<Integer, Reading> stages, long busiest) {
        int log = stages.entrySet().stream()
                .filter(stage -> stage.getValue().label().equals(LOG_STAGE))
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(Integer.MAX_VALUE);
        long streams = 0;
        long outputs = 0;
        for (Map.Entry<Integer, Reading> stage : stages.entrySet()) {
            long nanos = stage.getValue().value();
            if (stage.getKey() > log) outputs += nanos;
            else if (stage.getKey() < log - 1) streams += nanos; // what is before it is the state
        }
        return Math.max(0, outputs - Math.max(0, busiest - streams));
    }
}
