package io.headrace.affinity.sizing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The load that a machine is to carry.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param rate records per second, over all receivers
 * @param recordBytes encoded bytes of an ordinary record
 * @param maxRecordBytes of the longest record that is let in
 * @param receivers inputs; 0 where the source is read by the workers, from positions that it keeps itself (nothing is logged
 *     then but the positions)
 * @param workers how many, or 0: as many as the load needs
 * @param batch the batch interval, or null: the shortest that the machine carries with ease
 * @param keys what the records are folded by
 * @param replayRetention how far back the log shall be replayable
 * @param window the longest time for which results stay in memory
 * @param latencyGoal from the arrival of a record to the output of its batch, or null
 * @param memoryBytes what the engine and its JVM may use, or 0: not known, not checked
 */
public record SizingRequest(
        double rate,
        int recordBytes,
        int maxRecordBytes,
        int receivers,
        int workers,
        @Nullable Duration batch,
        Keys keys,
        Durability durability,
        Duration replayRetention,
        Duration window,
        @Nullable Duration latencyGoal,
        long memoryBytes) {
    /** The longest record that any block can hold. */
    public static final int MAX_RECORD_BYTES = BlockShape.MAX_BYTES - BlockShape.HEADER_BYTES - BlockShape.LENGTH_BYTES;

    public static final int MAX_RECEIVERS = 1024;
    public static final int MAX_WORKERS = 1024;

    static final double MAX_RATE = 1e12;
    private static final Duration SHORTEST_BATCH = Duration.ofMillis(1);
    private static final Duration LONGEST_BATCH = Duration.ofMinutes(10);
    private static final Duration LONGEST_KEPT = Duration.ofDays(3650);

    /**
     * The keys of the state.
     *
     * @param count how many there are in all; 0: there is no state, and what a batch is folded by fits a cache
     * @param touchedPerBatch at most so many different ones in a batch, or 0: as chance gives it
     * @param skew Zipf's exponent; 0: all keys are alike
     * @param bytes of one key and its state together
     */
    public record Keys(long count, long touchedPerBatch, double skew, int bytes) {
        public static final int DEFAULT_BYTES = 32;
        public static final Keys NONE = new Keys(0, 0, 0, DEFAULT_BYTES);

        private static final long MAX_COUNT = 1L << 40;
        private static final double MAX_SKEW = 4;
        private static final int MAX_BYTES = 1 << 20;

        /** Checks each value. */
        public Keys {
            within("state keys", count, 0, MAX_COUNT);
            within("touched keys", touchedPerBatch, 0, MAX_COUNT);
            within("state bytes", bytes, 1, MAX_BYTES);
            if (!(skew >= 0 && skew <= MAX_SKEW))
                throw new SizingException(
                        "key skew " + skew + ": Zipf's exponent is from 0 (all keys alike) to " + MAX_SKEW);
            if (touchedPerBatch > count)
                throw new SizingException(
                        "touched keys " + touchedPerBatch + ": there are only " + count + " state keys");
            if (count == 0 && skew > 0)
                throw new SizingException("key skew " + skew + ": there are no state keys; give their number");
        }
    }

    /** Checks each value, and those that must fit each other. */
    public SizingRequest {
        if (!(rate > 0 && rate <= MAX_RATE))
            throw new SizingException(
                    "rate " + plain(rate) + ": it must be more than 0 and at most 1e12 records a second");
        within("record bytes", recordBytes, 1, MAX_RECORD_BYTES);
        within("longest record", maxRecordBytes, 1, MAX_RECORD_BYTES);
        within("receivers", receivers, 0, MAX_RECEIVERS);
        within("workers", workers, 0, MAX_WORKERS);
        if (maxRecordBytes < recordBytes)
            throw new SizingException(
                    "longest record " + maxRecordBytes + " bytes: an ordinary one has " + recordBytes);
        if (batch != null) within("batch", batch, SHORTEST_BATCH, LONGEST_BATCH);
        within("replay retention", replayRetention, Duration.ZERO, LONGEST_KEPT);
        within("window", window, Duration.ZERO, LONGEST_KEPT);
        if (latencyGoal != null) within("latency", latencyGoal, SHORTEST_BATCH, LONGEST_BATCH);
        if (latencyGoal != null && batch != null && latencyGoal.compareTo(batch) < 0)
            throw new SizingException(
                    "latency " + Durations.print(latencyGoal) + ": a record waits up to a whole batch interval, "
                            + Durations.print(batch) + "; ask for a shorter batch or leave it out");
        if (memoryBytes < 0) throw new SizingException("memory " + memoryBytes + " bytes: it must be 0 or more");
        if (!durability.logs() && !replayRetention.isZero())
            throw new SizingException("replay retention " + Durations.print(replayRetention)
                    + ": with durability OFF there is no log to replay; choose PROCESS, BATCH or RECORD");
    }

    /** A load with everything else at its default. */
    public static Builder of(double rate, int recordBytes, int receivers) {
        return new Builder(rate, recordBytes, receivers);
    }

    /** The same load, to be changed. */
    public Builder change() {
        Builder builder = new Builder(rate, recordBytes, receivers);
        builder.maxRecordBytes = maxRecordBytes;
        builder.workers = workers;
        builder.batch = batch;
        builder.keys = keys;
        builder.durability = durability;
        builder.replayRetention = replayRetention;
        builder.window = window;
        builder.latencyGoal = latencyGoal;
        builder.memoryBytes = memoryBytes;
        return builder;
    }

    /** Bytes of records in a second. */
    double bytesPerSecond() {
        return rate * recordBytes;
    }

    static void within(String name, long value, long least, long most) {
        if (value < least || value > most)
            throw new SizingException(name + " " + value + ": it must be from " + least + " to " + most);
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw new SizingException(name + " " + Durations.print(value) + ": it must be from "
                    + Durations.print(least) + " to " + Durations.print(most));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Collects a load. <b>Threading:</b> one thread. */
    public static final class Builder {
        private double rate;
        private final int recordBytes;
        private int maxRecordBytes;
        private int receivers;
        private int workers;
        private @Nullable Duration batch;
        private Keys keys = Keys.NONE;
        private Durability durability = Durability.PROCESS;
        private Duration replayRetention = Duration.ZERO;
        private Duration window = Duration.ZERO;
        private @Nullable Duration latencyGoal;
        private long memoryBytes;

        private Builder(double rate, int recordBytes, int receivers) {
            this.rate = rate;
            this.recordBytes = recordBytes;
            this.maxRecordBytes = recordBytes;
            this.receivers = receivers;
        }

        public Builder rate(double recordsPerSecond) {
            rate = recordsPerSecond;
            return this;
        }

        public Builder receivers(int count) {
            receivers = count;
            return this;
        }

        public Builder maxRecordBytes(int bytes) {
            maxRecordBytes = bytes;
            return this;
        }

        /** How many workers; 0: as many as the load needs. */
        public Builder workers(int count) {
            workers = count;
            return this;
        }

        /** The batch interval; null: chosen. */
        public Builder batch(@Nullable Duration interval) {
            batch = interval;
            return this;
        }

        public Builder keys(Keys of) {
            keys = of;
            return this;
        }

        /** So many keys, all alike, of the default size. */
        public Builder stateKeys(long count) {
            return keys(new Keys(count, 0, 0, Keys.DEFAULT_BYTES));
        }

        public Builder durability(Durability level) {
            durability = level;
            return this;
        }

        public Builder replayRetention(Duration kept) {
            replayRetention = kept;
            return this;
        }

        public Builder window(Duration longest) {
            window = longest;
            return this;
        }

        public Builder latencyGoal(@Nullable Duration goal) {
            latencyGoal = goal;
            return this;
        }

        public Builder memoryBytes(long bytes) {
            memoryBytes = bytes;
            return this;
        }

        public SizingRequest build() {
            return new SizingRequest(
                    rate,
                    recordBytes,
                    maxRecordBytes,
                    receivers,
                    workers,
                    batch,
                    keys,
                    durability,
                    replayRetention,
                    window,
                    latencyGoal,
                    memoryBytes);
        }
    }
}
