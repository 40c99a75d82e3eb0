package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an engine is started with: the settings of a {@link SizingPlan}, in a commented properties file that an operator can read
 * and change. {@code docs/sizing.md} lists the keys.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param memoryLimit off-heap bytes that the process may use
 * @param deltaBatches so many batches share one delta of the state
 * @param assignments the core map, without the spare CPU; empty: the engine makes its own plan
 * @param predicted what the sizing expects, to be compared with what is measured
 */
public record SizingFile(
        int receivers,
        int workers,
        Duration batchInterval,
        Duration blockInterval,
        int blockBytes,
        int blockCount,
        long memoryLimit,
        Durability durability,
        Duration replayRetention,
        int deltaBatches,
        List<Assignment> assignments,
        Prophecy predicted) {
    /**
     * What was expected of which load.
     *
     * @param rate records per second
     * @param utilisation by the name of a role or of a part of the machine
     */
    public record Prophecy(double rate, int recordBytes, Duration latency, Map<String, Double> utilisation) {
        public Prophecy {
            utilisation = Collections.unmodifiableMap(new LinkedHashMap<>(utilisation));
        }
    }

    public SizingFile {
        assignments = List.copyOf(assignments);
    }

    /** The settings of a plan. */
    public static SizingFile of(SizingPlan plan) {
        SizingRequest request = plan.request();
        return new SizingFile(
                plan.receivers(),
                plan.workers(),
                plan.batchInterval(),
                plan.blockInterval(),
                plan.blockBytes(),
                plan.blocks(),
                plan.offHeapBytes(),
                request.durability(),
                request.replayRetention(),
                plan.deltaBatches(),
                threads(plan.cores().assignments()),
                new Prophecy(
                        request.rate(),
                        request.recordBytes(),
                        plan.latency(),
                        plan.utilisation().fractions()));
    }

    /**
     * Reads a file.
     *
     * @throws SizingException naming the key, the value and what would be right
     */
    public static SizingFile read(Path file) throws IOException {
        return new SizingFileReader(file.toString(), Files.readString(file, StandardCharsets.UTF_8)).read();
    }

    /** Writes the file, or replaces it. */
    public void write(Path file) throws IOException {
        Files.writeString(file, text(), StandardCharsets.UTF_8);
    }

    /** The file's text. */
    public String text() {
        return new SizingFileText(this).text();
    }

    /** The threads of an engine, numbered in the order in which they come: the spare CPU is none. */
    private static List<Assignment> threads(List<Assignment> assignments) {
        Map<Integer, Assignment> owners = new LinkedHashMap<>();
        List<Assignment> threads = new ArrayList<>();
        for (Assignment a : assignments) {
            if (a.role() == Role.SPARE) continue;
            int next = owners.size();
            Assignment owner = owners.computeIfAbsent(
                    a.thread(), unseen -> new Assignment(a.role(), a.index(), a.cpu(), a.waitPolicy(), next));
            boolean rides = owner.role() != a.role();
            threads.add(rides ? riding(a, owner) : owner);
        }
        return threads;
    }

    private static Assignment riding(Assignment rider, Assignment owner) {
        return new Assignment(rider.role(), rider.index(), Assignment.NO_CPU, owner.waitPolicy(), owner.thread());
    }
}
