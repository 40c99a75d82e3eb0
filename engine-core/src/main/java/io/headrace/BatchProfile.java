package io.headrace;

import io.headrace.sink.BatchId;
import java.util.Arrays;

/**
 * Where the time of one batch went: by stage, and within a stage by worker. Filled by the engine, looked at through
 * {@link Inspection#read}; used again for one batch after another, so nothing is allocated for a batch.
 *
 * <pre>
 *          +------+---------------------+--------------------+-------------------------------------------+
 *          | head | records, per stream | nanos, per stage   | nanos, tasks, records: per stage × worker |
 *          +------+---------------------+--------------------+-------------------------------------------+
 * </pre>
 *
 * Beside the numbers lies what each stream's source says of its records: a text that the source made, and no copy of it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class BatchProfile {
    private static final int NUMBER = 0;
    private static final int INCARNATION = 1;
    private static final int SEQUENCE = 2;
    private static final int TIME = 3;
    private static final int RERUN = 4;
    private static final int SCHEDULING = 5;
    private static final int PROCESSING = 6;
    private static final int HEAD = 7;

    private static final int NANOS = 0;
    private static final int TASKS = 1;
    private static final int RECORDS = 2;
    private static final int PER_WORK = 3;

    private final int streams;
    private final int stages;
    private final int workers;
    private final long[] numbers;
    private final String[] descriptions;

    /** @param workers the threads that evaluate, and one for the thread that runs outputs beside them */
    public BatchProfile(int streams, int stages, int workers) {
        this.streams = streams;
        this.stages = stages;
        this.workers = workers;
        numbers = new long[HEAD + streams + stages + stages * workers * PER_WORK];
        descriptions = new String[streams];
        Arrays.fill(descriptions, "");
    }

    /** Takes over what the other says, which is of the same program. */
    public void copyFrom(BatchProfile other) {
        if (other.numbers.length != numbers.length)
            throw new IllegalArgumentException("a profile of " + other.stages + " stages and " + other.workers
                    + " workers does not fit one of " + stages + " and " + workers);
        System.arraycopy(other.numbers, 0, numbers, 0, numbers.length);
        System.arraycopy(other.descriptions, 0, descriptions, 0, streams);
    }

    /** One of its own that says the same. */
    public BatchProfile copy() {
        BatchProfile copy = new BatchProfile(streams, stages, workers);
        copy.copyFrom(this);
        return copy;
    }

    // ---- for the engine

    /** Nothing is known yet. */
    public void clear() {
        Arrays.fill(numbers, 0);
        Arrays.fill(descriptions, "");
    }

    public void number(long number) {
        numbers[NUMBER] = number;
    }

    /** Which batch it is. */
    public void batch(long incarnation, long sequence, long timeMillis, boolean isRerun) {
        numbers[INCARNATION] = incarnation;
        numbers[SEQUENCE] = sequence;
        numbers[TIME] = timeMillis;
        numbers[RERUN] = isRerun ? 1 : 0;
    }

    public void delays(long schedulingNanos, long processingNanos) {
        numbers[SCHEDULING] = schedulingNanos;
        numbers[PROCESSING] = processingNanos;
    }

    public void records(int stream, long count) {
        numbers[HEAD + stream] = count;
    }

    /** What the stream's source says of its records; empty for nothing. */
    public void description(int stream, String text) {
        descriptions[stream] = text;
    }

    public void addStage(int stage, long nanos) {
        numbers[HEAD + streams + stage] += nanos;
    }

    public void addWork(int stage, int worker, long nanos, long tasks, long records) {
        int at = work(stage, worker);
        numbers[at + NANOS] += nanos;
        numbers[at + TASKS] += tasks;
        numbers[at + RECORDS] += records;
    }

    // ---- for who looks

    /** Counts the batches that this run of the program has completed, from 1 up. */
    public long number() {
        return numbers[NUMBER];
    }

    public BatchId id() {
        return new BatchId(numbers[INCARNATION], numbers[SEQUENCE]);
    }

    public long timeMillis() {
        return numbers[TIME];
    }

    /** Whether it was allocated before a crash and run again. */
    public boolean isRerun() {
        return numbers[RERUN] != 0;
    }

    /** From its cut to its first stage. */
    public long schedulingNanos() {
        return numbers[SCHEDULING];
    }

    /** From there to the end of its last output. */
    public long processingNanos() {
        return numbers[PROCESSING];
    }

    public int streams() {
        return streams;
    }

    public long records(int stream) {
        return numbers[HEAD + stream];
    }

    /** What the stream's source says of its records, such as the names of files, one a line; empty when it says nothing. */
    public String description(int stream) {
        return descriptions[stream];
    }

    /** Of all inputs. */
    public long records() {
        long sum = 0;
        for (int stream = 0; stream < streams; stream++) sum += records(stream);
        return sum;
    }

    public int stages() {
        return stages;
    }

    public int workers() {
        return workers;
    }

    /** How long the stage took, without the stages that it waited for. */
    public long stageNanos(int stage) {
        return numbers[HEAD + streams + stage];
    }

    /** How long the worker was busy with the stage. */
    public long workNanos(int stage, int worker) {
        return numbers[work(stage, worker) + NANOS];
    }

    /** How many pieces of the stage's work the worker did. */
    public long tasks(int stage, int worker) {
        return numbers[work(stage, worker) + TASKS];
    }

    /** How many records the worker read from blocks for the stage. */
    public long recordsRead(int stage, int worker) {
        return numbers[work(stage, worker) + RECORDS];
    }

    private int work(int stage, int worker) {
        return HEAD + streams + stages + (stage * workers + worker) * PER_WORK;
    }

    @Override
    public String toString() {
        return "batch " + id() + " of " + timeMillis() + " ms: " + records() + " records, waited " + schedulingNanos()
                + " ns, took " + processingNanos() + " ns";
    }
}
