package io.headrace.affinity.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups: both versions, mounted everywhere, seen from inside and from outside of containers. */
class CgroupTest {
    private static final String CPU = "sys/fs/cgroup/cpu,cpuacct";

    @TempDir
    Path root;

    private MachineTree tree;

    @BeforeEach
    void eightCpus() {
        tree = new MachineTree(root).online("0-7");
    }

    @Test
    void shouldReadAQuotaOfVersionTwo() {
        Topology topology = unified("/app.slice/job")
                .file("sys/fs/cgroup/app.slice/job/cpu.max", "150000 100000\n")
                .read();

        assertThat(topology.quota()).hasValue(1.5);
        assertThat(topology.usable()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheTightestQuotaOnTheWayUp() {
        Topology topology = unified("/a/b/c")
                .file("sys/fs/cgroup/a/cpu.max", "300000 100000")
                .file("sys/fs/cgroup/a/b/cpu.max", "50000 25000")
                .file("sys/fs/cgroup/a/b/c/cpu.max", "max 100000")
                .read();

        assertThat(topology.quota()).hasValue(2.0);
    }

    @Test
    void shouldKnowNoQuotaWhereItIsMax() {
        Topology topology =
                unified("/a").file("sys/fs/cgroup/a/cpu.max", "max 100000").read();

        assertThat(topology.quota()).isEmpty();
        assertThat(topology.usable()).isEqualTo(8);
    }

    @Test
    void shouldKeepOneUsableCpuUnderTheSmallestQuota() {
        Topology topology =
                unified("/").file("sys/fs/cgroup/cpu.max", "1000 100000").read();

        assertThat(topology.quota()).hasValue(0.01);
        assertThat(topology.usable()).isEqualTo(1);
    }

    @Test
    void shouldNotBeLimitedByAQuotaAboveTheMachine() {
        assertThat(unified("/")
                        .file("sys/fs/cgroup/cpu.max", "9900000 100000")
                        .read()
                        .usable())
                .isEqualTo(8);
    }

    @Test
    void shouldNoteAQuotaThatIsNone() {
        Topology topology = unified("/").file("sys/fs/cgroup/cpu.max", "plenty").read();

        assertThat(topology.quota()).isEmpty();
        assertThat(topology.notes()).containsExactly("/sys/fs/cgroup/cpu.max holds no quota: 'plenty'");
    }

    @Test
    void shouldReadACpusetOfVersionTwoFromTheNearestGroupThatHasOne() {
        Topology topology = unified("/a/b")
                .file("sys/fs/cgroup/a/cpuset.cpus.effective", "2-5\n")
                .read();

        assertThat(topology.allowed()).hasToString("2-5");
    }

    @Test
    void shouldCutCpusetAndMaskDownToWhatBothAllow() {
        Topology topology = unified("/a")
                .file("sys/fs/cgroup/a/cpuset.cpus.effective", "2-5\n")
                .file("proc/self/status", "Cpus_allowed_list:\t4-7\n")
                .read();

        assertThat(topology.allowed()).hasToString("4-5");
    }

    @Test
    void shouldReadAQuotaOfVersionOne() {
        Topology topology = version1("/docker/x")
                .file(CPU + "/docker/x/cpu.cfs_quota_us", "250000\n")
                .file(CPU + "/docker/x/cpu.cfs_period_us", "100000\n")
                .file(CPU + "/cpu.cfs_quota_us", "-1\n")
                .file(CPU + "/cpu.cfs_period_us", "100000\n")
                .read();

        assertThat(topology.quota()).hasValue(2.5);
        assertThat(topology.usable()).isEqualTo(3);
    }

    @Test
    void shouldReadACpusetOfVersionOne() {
        Topology topology = version1("/docker/x")
                .file("sys/fs/cgroup/cpuset/docker/x/cpuset.cpus", "\n")
                .file("sys/fs/cgroup/cpuset/docker/cpuset.cpus", "1,3\n")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-7\n")
                .read();

        assertThat(topology.allowed()).hasToString("1,3");
    }

    @Test
    void shouldPreferWhatIsEffectiveInVersionOne() {
        Topology topology = version1("/")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-7\n")
                .file("sys/fs/cgroup/cpuset/cpuset.effective_cpus", "0-3\n")
                .read();

        assertThat(topology.allowed()).hasToString("0-3");
    }

    @Test
    void shouldFindTheGroupOfAContainerAtTheMountPoint() {
        Topology topology = tree.file("proc/self/cgroup", "4:cpu,cpuacct:/kube/pod1\n3:cpuset:/kube/pod1\n")
                .file("proc/self/mountinfo", """
31 25 0:26 /kube/pod1 /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
32 25 0:27 /kube/pod1 /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
""")
                .file(CPU + "/cpu.cfs_quota_us", "400000")
                .file(CPU + "/cpu.cfs_period_us", "100000")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "4-7")
                .read();

        assertThat(topology.quota()).hasValue(4.0);
        assertThat(topology.allowed()).hasToString("4-7");
    }

    @Test
    void shouldReadGroupsOutsideOfTheNamespaceAtTheMountPoint() {
        Topology topology = unified("/../../other")
                .file("sys/fs/cgroup/cpu.max", "200000 100000")
                .read();

        assertThat(topology.quota()).hasValue(2.0);
    }

    @Test
    void shouldReadBothVersionsSideBySide() {
        Topology topology = tree.file("proc/self/cgroup", "5:cpuset:/set\n0::/unified\n")
                .file("proc/mounts", """
cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
""")
                .file("sys/fs/cgroup/cpuset/set/cpuset.cpus", "6-7")
                .file("sys/fs/cgroup/unified/unified/cpu.max", "100000 100000")
                .read();

        assertThat(topology.allowed()).hasToString("6-7");
        assertThat(topology.quota()).hasValue(1.0);
    }

    @Test
    void shouldReadMountPointsWithBlanks() {
        Topology topology = tree.file("proc/self/cgroup", "0::/\n")
                .file("proc/mounts", "cgroup2 /mnt/control\\040groups cgroup2 rw 0 0\n")
                .file("mnt/control groups/cpu.max", "100000 50000")
                .read();

        assertThat(topology.quota()).hasValue(2.0);
    }

    @Test
    void shouldLookInTheUsualPlacesWithoutAMountTable() {
        assertThat(tree.file("sys/fs/cgroup/cpu.max", "300000 100000").read().quota())
                .hasValue(3.0);
    }

    @Test
    void shouldLookInTheUsualPlacesOfVersionOneWithoutAMountTable() {
        Topology topology = tree.file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000")
                .file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
                .file("sys/fs/cgroup/cpuset/cpuset.cpus", "0-3")
                .read();

        assertThat(topology.quota()).hasValue(3.0);
        assertThat(topology.allowed()).hasToString("0-3");
    }

    private MachineTree unified(String group) {
        return tree.file("proc/self/cgroup", "0::" + group + "\n")
                .file("proc/self/mountinfo", "30 24 0:27 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw\n")
                .directory("sys/fs/cgroup");
    }

    private MachineTree version1(String group) {
        return tree.file("proc/self/cgroup", "4:cpu,cpuacct:" + group + "\n3:cpuset:" + group + "\n")
                .file("proc/mounts", """
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/cpuset cgroup rw,nosuid,cpuset 0 0
""");
    }
}
