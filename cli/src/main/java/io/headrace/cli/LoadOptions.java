package io.headrace.cli;

import io.headrace.affinity.sizing.Durability;
import io.headrace.affinity.sizing.SizingException;
import io.headrace.affinity.sizing.SizingRequest;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The load that {@code headrace size} is asked about. */
final class LoadOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            converter = Quantities.Count.class,
            description = "Records per second, over all receivers: 250000, 250K, 5M.")
    private @Nullable Double rate;

    @Option(names = "--record-bytes", paramLabel = "N", description = "Encoded bytes of an ordinary record.")
    private @Nullable Integer recordBytes;

    @Option(
            names = "--max-record-bytes",
            paramLabel = "N",
            description = "Of the longest record that is let in (default: as --record-bytes).")
    private @Nullable Integer maxRecordBytes;

    @Option(
            names = "--receivers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Inputs; 0: the workers read a source that keeps its own positions (default: ${DEFAULT-VALUE}).")
    private int receivers;

    @Option(names = "--workers", paramLabel = "N", description = "Insist on so many (default: as many as are needed).")
    private @Nullable Integer workers;

    @Option(
            names = "--batch",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "Batch interval, from 1ms (default: the shortest that leaves room for bursts).")
    private @Nullable Duration batch;

    @Option(
            names = "--state-keys",
            paramLabel = "N",
            defaultValue = "0",
            converter = Quantities.Count.class,
            description = "Keys of the state in all; 0: no state (default: ${DEFAULT-VALUE}).")
    private double stateKeys;

    @Option(
            names = "--touched-keys",
            paramLabel = "N",
            defaultValue = "0",
            converter = Quantities.Count.class,
            description = "At most so many different ones in a batch (default: as chance gives it).")
    private double touchedKeys;

    @Option(
            names = "--key-skew",
            paramLabel = "X",
            defaultValue = "0",
            description = "Zipf's exponent; 0: all keys alike (default: ${DEFAULT-VALUE}).")
    private double keySkew;

    @Option(
            names = "--state-bytes",
            paramLabel = "N",
            defaultValue = "" + SizingRequest.Keys.DEFAULT_BYTES,
            description = "Bytes of a key and its state together (default: ${DEFAULT-VALUE}).")
    private int stateBytes;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            defaultValue = "PROCESS",
            description = "OFF, PROCESS, BATCH or RECORD (default: ${DEFAULT-VALUE}).")
    private Durability durability;

    @Option(
            names = "--replay",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = Quantities.Time.class,
            description = "How far back the log shall be replayable (default: not at all).")
    private Duration replay;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = Quantities.Time.class,
            description = "The longest window (default: none).")
    private Duration window;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "From a record's arrival to its batch's output, at the most (default: no goal).")
    private @Nullable Duration latency;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Quantities.Bytes.class,
            description = "What the process may use, such as 24G; 0: do not check (default: what the machine has).")
    private @Nullable Long memory;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether a load was described at all. */
    boolean isGiven() {
        return rate != null || recordBytes != null;
    }

    /** Where nothing was said, the run's load is taken. */
    void fillFrom(MeasuredRun run) {
        if (rate == null) rate = run.rate();
        if (recordBytes == null && run.recordBytes() > 0) recordBytes = run.recordBytes();
        if (isOpen("--receivers")) receivers = run.receivers();
        if (isOpen("--state-keys")) stateKeys = run.stateKeys();
        if (isOpen("--state-bytes")) stateBytes = run.keyBytes();
        if (isOpen("--durability")) durability = run.durability();
    }

    private boolean isOpen(String option) {
        return !command.commandLine().getParseResult().hasMatchedOption(option);
    }

    SizingRequest request(OptionalLong machineMemory) {
        if (rate == null)
            throw new NonsenseException("--rate is missing: how many records a second are to be carried?");
        if (recordBytes == null)
            throw new NonsenseException("--record-bytes is missing: how long is an ordinary record?");
        if (workers != null && workers < 1)
            throw new NonsenseException(
                    "--workers " + workers + ": at least 1; leave it out to have the number chosen");
        try {
            SizingRequest.Keys keys = new SizingRequest.Keys(
                    whole("--state-keys", stateKeys), whole("--touched-keys", touchedKeys), keySkew, stateBytes);
            return SizingRequest.of(rate, recordBytes, receivers)
                    .maxRecordBytes(maxRecordBytes == null ? recordBytes : maxRecordBytes)
                    .workers(workers == null ? 0 : workers)
                    .batch(batch)
                    .keys(keys)
                    .durability(durability)
                    .replayRetention(replay)
                    .window(window)
                    .latencyGoal(latency)
                    .memoryBytes(memory == null ? machineMemory.orElse(0) : memory)
                    .build();
        } catch (SizingException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()));
        }
    }

    private static long whole(String option, double value) {
        if (value != Math.rint(value))
            throw new NonsenseException(option + " " + value + ": it must be a whole number");
        return (long) value;
    }
}
