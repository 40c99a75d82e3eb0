package io.headrace.affinity.sizing;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every number that the sizing rests on, with its unit and its default. {@code docs/sizing.md} tells where each default comes
 * from and what is computed with it.
 *
 * <p>Costs are times on one CPU that does nothing else.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Cost {
    RECEIVE_BYTE("receive.nanosPerByte", "ns/byte", Origin.MEASURED, 0.1, "taking a byte out of a socket"),
    ENCODE_RECORD("encode.nanosPerRecord", "ns/record", Origin.MEASURED, 5, "encoding a record into the open block"),
    ENCODE_BYTE(
            "encode.nanosPerByte",
            "ns/byte",
            Origin.MEASURED,
            0.1,
            "copying a byte of it there, and its part of the block's checksum"),
    BLOCK_HAND_OVER(
            "block.nanos",
            "ns/block",
            Origin.MEASURED,
            500,
            "closing, handing over and opening a block, on each side of a ring"),
    APPEND_BYTE("append.nanosPerByte", "ns/byte", Origin.MEASURED, 0.5, "appending a byte to the log"),
    APPEND_RECORD(
            "append.nanosPerRecord",
            "ns/log record",
            Origin.MEASURED,
            500,
            "appending a record to the log, however short"),
    SYNC("sync.nanos", "ns/sync", Origin.MEASURED, 250_000, "waiting for the disk once"),
    DISK_BANDWIDTH("disk.bytesPerSecond", "bytes/s", Origin.MEASURED, 300e6, "what the disk takes for hours"),
    FOLD_RECORD(
            "fold.nanosPerRecord",
            "ns/record",
            Origin.MEASURED,
            12,
            "reading a record and adding it to a key table that lies in a cache"),
    FOLD_BYTE("fold.nanosPerByte", "ns/byte", Origin.MEASURED, 0.1, "reading a byte of it"),
    FOLD_MISS(
            "fold.nanosPerMiss",
            "ns/miss",
            Origin.MEASURED,
            60,
            "more than that, for a key whose entry lies in memory and not in a cache"),
    FOLD_NEW_KEY(
            "fold.nanosPerNewKey",
            "ns/key",
            Origin.MEASURED,
            15,
            "more than that, for the first record of a key in a batch"),
    EXCHANGE_KEY(
            "exchange.nanosPerKey",
            "ns/key",
            Origin.MEASURED,
            50,
            "handing one key's partial result to the worker that owns the key; only with two workers or more"),
    MERGE_KEY(
            "merge.nanosPerKey",
            "ns/key",
            Origin.MEASURED,
            20,
            "merging one key's change into the state, and into the delta"),
    STORE_KEY(
            "store.nanosPerKey",
            "ns/key",
            Origin.MEASURED,
            750,
            "taking one key's state home to its store, in the background"),
    BATCH_ROLE(
            "batch.nanosPerRole",
            "ns/batch",
            Origin.MEASURED,
            1_000,
            "handing a batch to a role that has a part in it, and back"),
    WAKE("wake.nanos", "ns/wake", Origin.MEASURED, 5_000, "CPU time for waking a thread that has parked"),
    JITTER(
            "jitter.nanos",
            "ns",
            Origin.MEASURED,
            200_000,
            "how late a thread wakes up in one of a thousand times; delays, but costs no CPU time"),
    MEMORY_BANDWIDTH(
            "memory.bytesPerSecond", "bytes/s", Origin.MEASURED, 16e9, "bytes that one memory node reads and writes"),

    BATCH_BOOKS(
            "batch.booksNanosPerRole",
            "ns/batch",
            Origin.CHOSEN,
            4_000,
            "what such a role keeps of books for a batch: a budget, until an engine is measured"),
    USER_RECORD(
            "user.nanosPerRecord",
            "ns/record",
            Origin.CHOSEN,
            50,
            "what the program's own functions do with a record: nobody but you knows"),
    USER_BATCH(
            "user.nanosPerBatch",
            "ns/batch",
            Origin.CHOSEN,
            20_000,
            "what the program's outputs do with the result of a batch: nobody but you knows"),
    SMT_SHARE(
            "smt.share",
            "fraction",
            Origin.CHOSEN,
            0.6,
            "what a CPU achieves while the other CPU of its core is busy as well"),
    BLOCK_SHORTEST_NANOS(
            "block.shortestNanos",
            "ns",
            Origin.CHOSEN,
            100_000,
            "no block interval is shorter: timers are not that exact"),
    BLOCK_LONGEST_NANOS(
            "block.longestNanos",
            "ns",
            Origin.CHOSEN,
            100e6,
            "no block interval is longer: so late an idle source's last record may become visible"),
    CACHE_BYTES(
            "cache.bytes",
            "bytes",
            Origin.CHOSEN,
            4 << 20,
            "the most of the outermost cache that a worker counts on, and what it counts on where no cache is known"),
    TABLE_LOAD("table.load", "fraction", Origin.CHOSEN, 0.5, "how full a key table is on average"),
    TABLE_ENTRY_BYTES(
            "table.bytesPerEntry",
            "bytes",
            Origin.CHOSEN,
            24,
            "what a key table needs per entry, beside key and value"),
    LOG_RECORD_BYTES("log.bytesPerRecord", "bytes", Origin.CHOSEN, 64, "what the log adds to each of its records"),
    CHECKPOINT_NANOS(
            "checkpoint.nanos",
            "ns",
            Origin.CHOSEN,
            10e9,
            "time between two checkpoints, if the deltas do not force one earlier"),
    CATCH_UP_NANOS(
            "recovery.nanos",
            "ns",
            Origin.CHOSEN,
            500e6,
            "what recovery may spend on applying deltas, and again on running batches anew"),
    CHECKPOINT_DISK_SHARE(
            "checkpoint.diskShare", "fraction", Origin.CHOSEN, 0.2, "the most of the disk that checkpoints may take"),
    RESERVE_NANOS(
            "reserve.nanos",
            "ns",
            Origin.CHOSEN,
            200e6,
            "how long blocks take the input in while nothing is processed"),
    SPARE_CPUS(
            "spare.cpus",
            "CPUs",
            Origin.CHOSEN,
            0.05,
            "what the JVM's compiler and collector and the kernel take in steady state"),
    PLANNED_SHARE(
            "plan.share",
            "fraction",
            Origin.CHOSEN,
            0.7,
            "how much of a ceiling the plan uses while there are CPUs left; the rest is for bursts"),
    CPU_CEILING("ceiling.cpu", "fraction", Origin.CHOSEN, 0.7, "the busiest that a role or a CPU may be"),
    DISK_CEILING("ceiling.disk", "fraction", Origin.CHOSEN, 0.7, "the busiest that the disk may be"),
    MEMORY_BANDWIDTH_CEILING(
            "ceiling.memoryBandwidth", "fraction", Origin.CHOSEN, 0.7, "the busiest that memory may be"),
    MEMORY_CEILING("ceiling.memory", "fraction", Origin.CHOSEN, 0.8, "the fullest that memory may be");

    /** Where a number comes from. */
    public enum Origin {
        /** A measurement; {@code --calibrate} replaces the default. */
        MEASURED,
        /** A choice, to be changed by who disagrees. */
        CHOSEN
    }

    private final String key;
    private final String unit;
    private final Origin origin;
    private final double byDefault;
    private final String meaning;

    Cost(String key, String unit, Origin origin, double byDefault, String meaning) {
        this.key = key;
        this.unit = unit;
        this.origin = origin;
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    /** Its name in a file of costs. */
    public String key() {
        return key;
    }

    public String unit() {
        return unit;
    }

    public Origin origin() {
        return origin;
    }

    public double byDefault() {
        return byDefault;
    }

    /** In words, for an operator. */
    public String meaning() {
        return meaning;
    }

    public static Optional<Cost> named(String key) {
        return Arrays.stream(values()).filter(cost -> cost.key.equals(key)).findFirst();
    }

    /** Why a cost cannot have this value; empty if it can. */
    Optional<String> objection(double value) {
        if (!Double.isFinite(value) || value < 0) return Optional.of("a number from 0 up");
        boolean chosenTime = unit.equals("ns") && origin == Origin.CHOSEN;
        boolean divisor = unit.equals("bytes/s") || unit.equals("fraction") || chosenTime;
        if (divisor && value == 0) return Optional.of("more than 0");
        if (unit.equals("fraction") && value > 1) return Optional.of("a fraction, from 0 to 1");
        return Optional.empty();
    }
}
