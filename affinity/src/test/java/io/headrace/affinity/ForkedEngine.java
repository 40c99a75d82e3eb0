package io.headrace.affinity;

import io.headrace.affinity.pin.CpuPin;
import io.headrace.affinity.pin.KernelMask;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Machine;
import io.headrace.affinity.topology.Topology;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own that plans for one receiver, pins by the plan, and prints what it found as {@code key=value}: for tests that
 * put a process under a mask, a cpuset or a quota.
 */
final class ForkedEngine {
    private static final long DEADLINE_SECONDS = 50;

    private ForkedEngine() {}

    public static void main(String[] args) {
        Topology topology = Topology.live();
        say("processors", Machine.processors());
        say("allowed", topology.allowed());
        say("usable", topology.usable());
        say("quota", topology.quota().isPresent() ? topology.quota().getAsDouble() : "none");
        say("before", KernelMask.ofCallingThread());
        try (Cores cores = Cores.reserve("forked", topology, CoreDemand.of(1))) {
            say("supply", cores.plan().supply());
            for (Assignment assignment : cores.plan().assignments()) {
                if (assignment.role() == Role.SPARE) continue;
                try (Cores.Seat seat = cores.enter(assignment.role(), assignment.index())) {
                    String mask = seat.pin().isPinned() ? "CPU " + KernelMask.ofCallingThread() : "shared";
                    say(assignment.name(), mask + " " + assignment.waitPolicy());
                }
            }
        }
        say("after", KernelMask.ofCallingThread());
        try (CpuPin pin = CpuPin.to(topology.allowed().first(), PinPolicy.PREFERRED)) {
            say("preferred", pin);
        }
        try (CpuPin pin = CpuPin.to(topology.allowed().first(), PinPolicy.REQUIRED)) {
            say("required", pin);
        } catch (RuntimeException e) {
            say("required", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static void say(String key, @Nullable Object value) {
        System.out.println(key + "=" + value);
    }

    /** Runs the engine behind a command such as {@code taskset -c 1}. */
    static Map<String, String> under(String... prefix) throws IOException, InterruptedException {
        return run(System.getProperty("java.class.path"), prefix);
    }

    /** Runs the engine without the jars whose name contains the text. */
    static Map<String, String> without(String jar) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().contains(jar)) left.add(entry);
        }
        return run(String.join(File.pathSeparator, left));
    }

    private static Map<String, String> run(String classPath, String... prefix)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of(System.getProperty("headrace.root"), "headrace.jvmargs"));
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", classPath, ForkedEngine.class.getName()));
        Path out = Files.createTempFile("forked-engine", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(out, StandardCharsets.UTF_8);
            if (!ended) process.destroyForcibly();
            if (!ended || process.exitValue() != 0) throw new AssertionError(command + " failed:\n" + text);
            Map<String, String> said = new TreeMap<>();
            text.lines().filter(line -> line.matches("[a-z0-9 ]+=.*")).forEach(line -> {
                int equals = line.indexOf('=');
                said.put(line.substring(0, equals), line.substring(equals + 1));
            });
            return said;
        } finally {
            Files.delete(out);
        }
    }
}
