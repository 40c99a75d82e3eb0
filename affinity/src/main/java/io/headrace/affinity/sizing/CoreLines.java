package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.wait.WaitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the core map of a {@link SizingFile}: a line for each role, for all receivers and workers of the file or for none. Which roles
 * ride on another one's thread is no choice: the scheduler with the log, the job with a single worker.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CoreLines {
    private static final String FORM = "CPU WAIT or 'shared WAIT', where WAIT is one of "
            + Arrays.toString(WaitPolicy.values()).toLowerCase(Locale.ROOT);

    private final SizingFileReader reader;
    private final Map<String, String> lines;
    private final List<Assignment> read = new ArrayList<>();
    private final Map<String, Assignment> byName = new HashMap<>();
    private final Map<Integer, String> takenBy = new HashMap<>();
    private int threads;

    CoreLines(SizingFileReader reader, Map<String, String> lines) {
        this.reader = reader;
        this.lines = lines;
    }

    List<Assignment> read(int receivers, int workers) {
        if (lines.isEmpty()) return List.of();
        for (int i = 0; i < receivers; i++) add(Role.RECEIVER, i, true, workers);
        for (int i = 0; i < workers; i++) add(Role.WORKER, i, true, workers);
        for (Role role : List.of(Role.LOG, Role.SCHEDULER, Role.JOB, Role.MAINTENANCE, Role.CONSOLE))
            add(role, 0, false, workers);
        for (Map.Entry<String, String> line : lines.entrySet())
            throw reader.refusal(
                    line.getKey(),
                    line.getValue(),
                    "the line of a role that there is: " + receivers + " receivers and " + workers
                            + " workers, counted from 0," + " log, scheduler, job, maintenance, console");
        return read;
    }

    private void add(Role role, int index, boolean required, int workers) {
        String name = role.isNumbered() ? role.word() + "." + index : role.word();
        String key = SizingFileText.CORE + name;
        String text = lines.remove(key);
        if (text == null && !required) return;
        if (text == null)
            throw new SizingException(
                    key + " is missing: a core map names every receiver and worker. It must be " + FORM);
        Assignment owner = owner(role, workers);
        Assignment assignment =
                owner == null ? onItsOwn(role, index, key, text) : onOther(role, index, owner, key, text);
        read.add(assignment);
        byName.put(name, assignment);
    }

    /** On whose thread the role runs; null when it has its own. */
    private @Nullable Assignment owner(Role role, int workers) {
        if (role == Role.SCHEDULER) return byName.get(Role.LOG.word());
        if (role == Role.JOB && workers == 1) return byName.get(Role.WORKER.word() + ".0");
        return null;
    }

    private Assignment onOther(Role role, int index, Assignment owner, String key, String text) {
        String wanted = SizingFileText.ON + SizingFileText.name(owner);
        if (!text.equals(wanted)) {
            String why = role == Role.JOB ? "the only worker runs the jobs too" : "the log has one writer";
            throw reader.refusal(key, text, "'" + wanted + "': " + why);
        }
        return new Assignment(role, index, Assignment.NO_CPU, owner.waitPolicy(), owner.thread());
    }

    private Assignment onItsOwn(Role role, int index, String key, String text) {
        if (text.startsWith(SizingFileText.ON)) throw reader.refusal(key, text, FORM + ": it has its own thread");
        String[] words = text.split("\\s+", -1);
        if (words.length != 2) throw reader.refusal(key, text, FORM);
        int cpu = words[0].equals(SizingFileText.SHARED)
                ? Assignment.NO_CPU
                : reader.parsed(key, words[0], FORM, CoreLines::cpu);
        String wait = words[1].toUpperCase(Locale.ROOT);
        WaitPolicy policy = reader.parsed(key, text, FORM, unused -> WaitPolicy.valueOf(wait));
        @Nullable String before = cpu == Assignment.NO_CPU ? null : takenBy.put(cpu, key);
        if (before != null) throw reader.refusal(key, text, "another CPU: " + cpu + " belongs to " + before);
        return new Assignment(role, index, cpu, policy, threads++);
    }

    private static int cpu(String text) {
        int cpu = Integer.parseInt(text);
        if (cpu < 0 || cpu > CpuSet.MAX_CPU) throw new IllegalArgumentException(text);
        return cpu;
    }
}
