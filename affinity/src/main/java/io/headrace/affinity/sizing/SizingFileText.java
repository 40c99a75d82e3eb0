package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes a {@link SizingFile} down. <b>Threading:</b> one thread. */
final class SizingFileText {
    static final String RECEIVERS = "headrace.receivers";
    static final String WORKERS = "headrace.workers";
    static final String BATCH_INTERVAL = "headrace.batch.interval";
    static final String BLOCK_INTERVAL = "headrace.block.interval";
    static final String BLOCK_BYTES = "headrace.block.bytes";
    static final String BLOCK_COUNT = "headrace.block.count";
    static final String MEMORY_LIMIT = "headrace.memory.limit";
    static final String DURABILITY = "headrace.log.durability";
    static final String REPLAY = "headrace.log.replay";
    static final String DELTA_BATCHES = "headrace.log.delta.batches";
    static final String CORE = "headrace.core.";
    static final String PREDICTED_RATE = "headrace.predicted.rate";
    static final String PREDICTED_RECORD_BYTES = "headrace.predicted.recordBytes";
    static final String PREDICTED_LATENCY = "headrace.predicted.latency";
    static final String PREDICTED_UTILISATION = "headrace.predicted.utilisation.";

    /** Instead of a CPU: wherever the system puts it. */
    static final String SHARED = "shared";

    /** Instead of a CPU and a wait: on the thread of another role. */
    static final String ON = "on ";

    private final SizingFile file;
    private final StringBuilder text = new StringBuilder();

    SizingFileText(SizingFile file) {
        this.file = file;
    }

    String text() {
        comment(
                "Headrace: how to use this machine for this load. Written by `headrace size`; change what you know better.");
        section("Threads that take records in, and threads that work on them.");
        put(RECEIVERS, file.receivers());
        put(WORKERS, file.workers());
        section("A batch every so often. 1ms or more; a time is written as 10ms, 1.5s, 2m.");
        put(BATCH_INTERVAL, Durations.print(file.batchInterval()));
        section(
                "Blocks: closed when full or after the interval. Bytes: a power of two from 65536 to 4194304; count: of all"
                        + " receivers together.");
        put(BLOCK_INTERVAL, Durations.print(file.blockInterval()));
        put(BLOCK_BYTES, file.blockBytes());
        put(BLOCK_COUNT, file.blockCount());
        section("Off-heap bytes that the process may use: blocks, tables, state, windows.");
        put(MEMORY_LIMIT, file.memoryLimit());
        section(
                "The log: OFF, PROCESS (survives kill -9), BATCH (survives a power cut, one sync per batch), RECORD (a sync before"
                        + " each acknowledgement); how far back it can be replayed; how many batches share one delta of the state.");
        put(DURABILITY, file.durability());
        put(REPLAY, Durations.print(file.replayRetention()));
        put(DELTA_BATCHES, file.deltaBatches());
        cores();
        predicted();
        return text.toString();
    }

    private void cores() {
        if (file.assignments().isEmpty()) return;
        section(
                "The core map: a CPU of its own, or 'shared', and how the thread waits (spin, spin_then_yield, yield_then_park,"
                        + " block); or 'on ROLE' for what runs on the thread of another role. Leave all of these lines out, and the engine plans by"
                        + " itself when it starts.");
        Map<Integer, String> owners = new HashMap<>();
        for (Assignment assignment : file.assignments()) {
            String name = name(assignment);
            String owner = owners.putIfAbsent(assignment.thread(), name);
            put(CORE + name, owner == null ? place(assignment) : ON + owner);
        }
    }

    /** {@code receiver.0}, {@code log}. */
    static String name(Assignment assignment) {
        String word = assignment.role().word();
        return assignment.role().isNumbered() ? word + "." + assignment.index() : word;
    }

    private static String place(Assignment assignment) {
        String where = assignment.hasCpu() ? Integer.toString(assignment.cpu()) : SHARED;
        return where + " " + assignment.waitPolicy().name().toLowerCase(Locale.ROOT);
    }

    private void predicted() {
        section("What the sizing expects of which load: to be compared with what is measured; nothing depends on it.");
        SizingFile.Prophecy predicted = file.predicted();
        put(PREDICTED_RATE, number(predicted.rate()));
        put(PREDICTED_RECORD_BYTES, predicted.recordBytes());
        put(PREDICTED_LATENCY, Durations.print(predicted.latency()));
        predicted.utilisation().forEach((name, fraction) -> put(PREDICTED_UTILISATION + name, number(fraction)));
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private void section(String about) {
        text.append('\n');
        comment(about);
    }

    private void comment(String about) {
        int width = 0;
        text.append('#');
        for (String word : about.split(" ", -1)) {
            if (width + word.length() > 100) {
                text.append("\n#");
                width = 0;
            }
            text.append(' ').append(word);
            width += word.length() + 1;
        }
        text.append('\n');
    }

    private void put(String key, Object value) {
        text.append(key).append('=').append(value).append('\n');
    }
}
