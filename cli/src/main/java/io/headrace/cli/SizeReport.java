package io.headrace.cli;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.sizing.Durations;
import io.headrace.affinity.sizing.SizingPlan;
import io.headrace.affinity.sizing.SizingRequest;
import io.headrace.affinity.sizing.Utilisation;
import io.headrace.affinity.sizing.Words;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A plan, for people and for programs; {@code docs/sizing.md} lists the fields.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SizeReport {
    private static final int WIDTH = 104;

    private final SizingPlan plan;

    SizeReport(SizingPlan plan) {
        this.plan = plan;
    }

    Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("receivers", plan.receivers());
        map.put("workers", plan.workers());
        map.put(
                "roles",
                plan.cores().assignments().stream().map(SizeReport::role).toList());
        map.put("batchIntervalMicros", micros(plan.batchInterval().toNanos()));
        map.put("blockIntervalMicros", micros(plan.blockInterval().toNanos()));
        map.put("blockBytes", plan.blockBytes());
        map.put("blocks", plan.blocks());
        map.put("offHeapBytes", plan.offHeapBytes());
        map.put("walBytesPerHour", plan.walBytesPerHour());
        map.put("utilisation", plan.utilisation().fractions());
        map.put("bottleneck", plan.bottleneck());
        map.put("fits", plan.fits());
        map.put("jvmFlags", plan.jvmFlags());
        map.put("ceilings", ceilings());
        map.put("deltaBatches", plan.deltaBatches());
        map.put("memory", plan.memory());
        map.put("heapBytes", plan.heapBytes());
        map.put("log", plan.log());
        map.put("latencyMicros", micros(plan.latency().toNanos()));
        map.put("recoveryMicros", micros(plan.recovery().toNanos()));
        map.put("carriedRate", Math.floor(plan.carriedRate()));
        map.put("advice", plan.advice());
        map.put("notes", plan.cores().notes());
        return map;
    }

    private static Map<String, @Nullable Object> role(Assignment assignment) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("role", assignment.role().word());
        map.put("index", assignment.index());
        map.put("cpu", assignment.hasCpu() ? assignment.cpu() : null);
        map.put("wait", wait(assignment));
        map.put("thread", assignment.thread());
        return map;
    }

    private Map<String, Double> ceilings() {
        Map<String, Double> ceilings = new LinkedHashMap<>();
        plan.utilisation().loads().forEach((name, load) -> ceilings.put(name, load.ceiling()));
        return ceilings;
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private static String wait(Assignment assignment) {
        return assignment.waitPolicy().name().toLowerCase(Locale.ROOT);
    }

    void print(PrintWriter out) {
        out.println(load());
        out.println();
        plan.advice().forEach(sentence -> wrap(out, sentence));
        out.println();
        line(out, "receivers", Integer.toString(plan.receivers()));
        line(out, "workers", Integer.toString(plan.workers()));
        line(out, "batch interval", Durations.print(plan.batchInterval()));
        line(out, "block interval", Durations.print(plan.blockInterval()));
        line(out, "blocks", plan.blocks() + " of " + Words.bytes(plan.blockBytes()));
        line(out, "off-heap", memory());
        line(out, "log", log());
        out.println();
        printRoles(out);
        out.println();
        out.println("How busy it will be, of what is the most it should be:");
        plan.utilisation().loads().forEach((name, load) -> line(out, name, busy(load)));
        out.println();
        wrap(out, "Start it with: java " + String.join(" ", plan.jvmFlags()) + " ...");
    }

    private String load() {
        SizingRequest request = plan.request();
        StringBuilder text = new StringBuilder()
                .append(Words.count(request.rate()))
                .append(" records/s of ")
                .append(Words.many(request.recordBytes(), "byte"))
                .append(" (")
                .append(Words.bytes(request.rate() * request.recordBytes()))
                .append("/s) from ")
                .append(Words.many(request.receivers(), "receiver"));
        if (request.keys().count() > 0)
            text.append(", ")
                    .append(Words.count((double) request.keys().count()))
                    .append(" keys of state");
        return text.append(", durability ")
                .append(request.durability())
                .append(':')
                .toString();
    }

    private String memory() {
        SizingPlan.Memory memory = plan.memory();
        StringBuilder parts =
                new StringBuilder(Words.bytes(memory.total()) + ": blocks " + Words.bytes(memory.blocks()));
        if (memory.tables() > 0) parts.append(", tables ").append(Words.bytes(memory.tables()));
        if (memory.state() > 0) parts.append(", state ").append(Words.bytes(memory.state()));
        if (memory.windows() > 0) parts.append(", windows ").append(Words.bytes(memory.windows()));
        return parts.append(", other ").append(Words.bytes(memory.other())).toString();
    }

    private String log() {
        SizingPlan.Log log = plan.log();
        if (log.perHour() == 0) return "none";
        StringBuilder parts =
                new StringBuilder(Words.bytes(log.perHour()) + " an hour: records " + Words.bytes(log.blocksPerHour()));
        if (log.deltasPerHour() > 0) parts.append(", changed keys ").append(Words.bytes(log.deltasPerHour()));
        parts.append(", journal ").append(Words.bytes(log.journalPerHour()));
        if (log.checkpointsPerHour() > 0)
            parts.append("; checkpoints beside it ").append(Words.bytes(log.checkpointsPerHour()));
        return parts.toString();
    }

    private void printRoles(PrintWriter out) {
        out.println("Who runs where, and how it waits:");
        for (Assignment assignment : plan.cores().assignments()) {
            if (assignment.role() == Role.SPARE) continue;
            line(
                    out,
                    assignment.name(),
                    (assignment.hasCpu() ? "CPU " + assignment.cpu() : rides(assignment)) + ", " + wait(assignment));
        }
        String rest = plan.cores().sharedCpus().isEmpty()
                ? "no CPU"
                : "CPU " + plan.cores().sharedCpus();
        line(out, "everything else", rest + ": JIT, garbage collection, the system");
        plan.cores().notes().forEach(note -> wrap(out, "  - " + note));
    }

    private String rides(Assignment assignment) {
        return plan.cores()
                .owner(assignment)
                .map(owner -> "with " + owner.name())
                .orElse("shared CPUs");
    }

    private static String busy(Utilisation.Load load) {
        return String.format("%8s  of %s", Words.percent(load.fraction()), Words.percent(load.ceiling()))
                + (load.ofCeiling() > 1 ? "  <- too much" : "");
    }

    /** What does not fit the line goes on, four columns further in, on the next one. */
    private static void wrap(PrintWriter out, String sentence) {
        String indent = " ".repeat(sentence.length() - sentence.stripLeading().length());
        StringBuilder line = new StringBuilder(indent);
        for (String word : sentence.strip().split(" ", -1)) {
            if (line.length() + word.length() > WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(indent + "    ");
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format("  %-17s %s", name, value));
    }
}
