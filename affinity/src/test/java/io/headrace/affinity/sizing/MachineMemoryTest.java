package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.topology.MachineTree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    @TempDir
    private Path root;

    @Test
    void shouldTakeWhatIsInstalledWithoutLimits() {
        new MachineTree(root).file("proc/meminfo", "MemTotal:       16000000 kB\nMemFree: 5 kB\n");
        assertThat(MachineMemory.read(root)).hasValue(16_000_000L << 10);
    }

    @Test
    void shouldFollowTheTightestGroup() {
        new MachineTree(root)
                .file("proc/meminfo", "MemTotal:       16000000 kB\n")
                .file("proc/self/cgroup", "0::/a/b\n")
                .file("sys/fs/cgroup/memory.max", "max\n")
                .file("sys/fs/cgroup/a/memory.max", "1073741824\n")
                .file("sys/fs/cgroup/a/b/memory.max", "max\n");
        assertThat(MachineMemory.read(root)).hasValue(1L << 30);
    }

    @Test
    void shouldReadTheFirstVersionOfGroups() {
        new MachineTree(root)
                .file("proc/meminfo", "MemTotal:       16000000 kB\n")
                .file("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n")
                .file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
                .file("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "536870912\n");
        assertThat(MachineMemory.read(root)).hasValue(1L << 29);
    }

    @Test
    void shouldSayNothingWhereNothingIsSaid() {
        assertThat(MachineMemory.read(root)).isEmpty();
        new MachineTree(root).file("proc/meminfo", "MemTotal: lots\n");
        assertThat(MachineMemory.read(root)).isEmpty();
    }
}
