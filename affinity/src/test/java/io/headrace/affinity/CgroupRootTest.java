package io.headrace.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real control groups around real JVMs: made for the test, taken down after it. Version 1 and version 2, whichever this kernel
 * has the controllers in.
 */
@Tag("root")
class CgroupRootTest {
    private static final String NAME =
            "headrace-test-" + ProcessHandle.current().pid();

    /** Where a hierarchy is mounted by the test, if it is mounted nowhere. */
    @TempDir
    static Path mounts;

    private final CpuSet allowed = Topology.live().allowed();
    private final List<Path> groups = new ArrayList<>();
    private final List<Path> mounted = new ArrayList<>();

    @AfterEach
    void takeDown() throws Exception {
        Collections.reverse(groups);
        for (Path group : groups) Files.deleteIfExists(group);
        for (Path mount : mounted) command("umount", mount.toString());
    }

    @Test
    void shouldKeepToACpuset() throws Exception {
        String cpu = String.valueOf(allowed.last());
        Path group = group("cpuset");
        boolean version2 = Files.exists(group.resolve("cgroup.controllers"));
        if (!version2) write(group.resolve("cpuset.mems"), "0");
        write(group.resolve("cpuset.cpus"), cpu);

        Map<String, String> said = inside(group);

        assertThat(said)
                .containsEntry("allowed", cpu)
                .containsEntry("usable", "1")
                .containsEntry("supply", "SCARCE")
                .containsEntry("worker 0", "shared BLOCK")
                .containsEntry("after", cpu);
    }

    @Test
    void shouldNotSpinUnderAQuota() throws Exception {
        Path group = group("cpu");
        quota(group, 150_000);

        Map<String, String> said = inside(group);

        assertThat(said)
                .containsEntry("quota", "1.5")
                .containsEntry("usable", String.valueOf(Math.min(2, allowed.size())))
                .containsEntry("processors", String.valueOf(Math.min(2, allowed.size())))
                .containsEntry("supply", "QUOTA");
        assertThat(said.get("worker 0")).endsWith("BLOCK");
        assertThat(said.get("receiver 0")).endsWith("BLOCK");
    }

    @Test
    void shouldObeyTheQuotaOfAnOuterGroup() throws Exception {
        Path outer = group("cpu");
        Path inner = Files.createDirectory(outer.resolve("inner"));
        groups.add(inner);
        quota(outer, 50_000);

        Map<String, String> said = inside(inner);

        assertThat(said)
                .containsEntry("quota", "0.5")
                .containsEntry("usable", "1")
                .containsEntry("supply", "QUOTA");
    }

    private static void quota(Path group, int micros) throws IOException {
        if (Files.exists(group.resolve("cpu.max"))) {
            write(group.resolve("cpu.max"), micros + " 100000");
        } else {
            write(group.resolve("cpu.cfs_period_us"), "100000");
            write(group.resolve("cpu.cfs_quota_us"), String.valueOf(micros));
        }
    }

    /** A new group of the controller, below the one in which the tests run. */
    private Path group(String controller) throws Exception {
        Path hierarchy = hierarchy(controller);
        Path group = Files.createDirectory(hierarchy.resolve(NAME + "-" + groups.size()));
        groups.add(group);
        return group;
    }

    private Path hierarchy(String controller) throws Exception {
        Path unified = Path.of("/sys/fs/cgroup");
        Path delegated = unified.resolve("cgroup.subtree_control");
        if (Files.exists(delegated) && Files.readString(delegated).contains(controller)) return unified;
        Path usual = Path.of("/sys/fs/cgroup", controller);
        if (Files.exists(usual.resolve("cgroup.procs"))) return usual;
        Path mount = Files.createDirectories(mounts.resolve(controller));
        command("mount", "-t", "cgroup", "-o", controller, "cgroup", mount.toString());
        mounted.add(mount);
        return mount;
    }

    /** The shell enters the group, then becomes the JVM. */
    private static Map<String, String> inside(Path group) throws Exception {
        return ForkedEngine.under("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void command(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
