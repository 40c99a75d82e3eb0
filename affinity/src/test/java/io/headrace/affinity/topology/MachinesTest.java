package io.headrace.affinity.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real machines, recorded, against what is known of them. */
class MachinesTest {
    @TempDir
    static Path root;

    private static Topology topologyOf(String machine) {
        Path tree = root.resolve(machine);
        return Files.exists(tree)
                ? Topology.read(tree)
                : MachineTree.recorded(machine, tree).read();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // machine | CPUs | online | cores | packages | nodes | allowed
                "opteron-8-sockets-cpuset | 16 | 0-3,5-15 | 15 | 8 | 8 | 0-3,5-6,12-15",
                "xeon-4-sockets-smt-offline | 16 | 0-1,3-4,6-12,15 | 7 | 4 | 1 | 0-1,3-4,6-12,15",
                "core-hybrid | 20 | 0-19 | 14 | 1 | 1 | 0-19",
                "arm-2-cores | 2 | 0-1 | 2 | 1 | 1 | 0-1",
                "opteron-32-cgroup2 | 32 | 0-31 | 32 | 4 | 8 | 0-5",
                "opteron-64-paired-cores | 64 | 0-63 | 64 | 4 | 8 | 0-63",
                "xeon-2-sockets-no-cpu0 | 24 | 4-20 | 17 | 2 | 1 | 4-20",
            })
    void shouldKnowTheMachine(
            String machine, int cpus, String online, int cores, int packages, int nodes, String allowed) {
        Topology topology = topologyOf(machine);

        CpuSet onlineSet = CpuSet.parseList(online);
        assertThat(topology.counts()).isEqualTo(new Topology.Counts(cpus, onlineSet.size(), cores, packages, nodes));
        assertThat(topology.online()).isEqualTo(onlineSet);
        assertThat(topology.allowed()).hasToString(allowed);
        assertThat(topology.quota()).isEmpty();
        assertThat(topology.usable()).isEqualTo(topology.allowed().size());
        assertThat(topology.isolated().isEmpty()).isTrue();
        assertThat(topology.notes()).isEmpty();
        assertThat(topology.source()).isEqualTo(Topology.Source.SYSFS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // machine | CPU | siblings | package | node
                "opteron-8-sockets-cpuset | 5 | 5 | 2 | 2",
                "xeon-4-sockets-smt-offline | 8 | 0,8 | 0 | 0",
                "xeon-4-sockets-smt-offline | 15 | 7,15 | 3 | 0",
                "xeon-4-sockets-smt-offline | 10 | 10 | 2 | 0",
                "core-hybrid | 11 | 10-11 | 0 | 0",
                "core-hybrid | 12 | 12 | 0 | 0",
                "arm-2-cores | 1 | 1 | 3 | 0",
                "opteron-32-cgroup2 | 4 | 4 | 0 | 1",
                "opteron-64-paired-cores | 33 | 33 | 2 | 4",
                "xeon-2-sockets-no-cpu0 | 9 | 9 | 1 | 1",
                "xeon-2-sockets-no-cpu0 | 8 | 8 | 0 | -1",
            })
    void shouldKnowWhereACpuSits(String machine, int number, String siblings, int packageId, int node) {
        Cpu cpu = topologyOf(machine).cpu(number);

        assertThat(cpu.siblings()).hasToString(siblings);
        assertThat(cpu.packageId()).isEqualTo(packageId);
        assertThat(cpu.node()).isEqualTo(node);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // machine | caches | CPU | level of its last | bytes | shared by
                "opteron-8-sockets-cpuset | 45 | 5 | 2 | 1048576 | 5",
                "xeon-4-sockets-smt-offline | 18 | 4 | 3 | 4194304 | 0,4,8,12",
                "core-hybrid | 37 | 13 | 3 | 25165824 | 0-19",
                "opteron-32-cgroup2 | 104 | 30 | 3 | 5240832 | 28-31",
                "opteron-64-paired-cores | 200 | 63 | 3 | 6291456 | 56-63",
                "xeon-2-sockets-no-cpu0 | 53 | 4 | 3 | 31457280 | 4,6,8,10,12,14,16,18,20",
            })
    void shouldKnowTheCaches(String machine, int caches, int cpu, int level, long bytes, String shared) {
        Topology topology = topologyOf(machine);

        assertThat(topology.caches()).hasSize(caches).doesNotHaveDuplicates();
        assertThat(topology.lastLevelCache(cpu))
                .isEqualTo(new Cache(level, Cache.Type.UNIFIED, bytes, CpuSet.parseList(shared)));
    }

    @Test
    void shouldKnowNoCacheWhereNoneIsTold() {
        Topology topology = topologyOf("arm-2-cores");

        assertThat(topology.caches()).isEmpty();
        assertThat(topology.lastLevelCache(0)).isNull();
    }

    @Test
    void shouldTellTheKindsOfCoresApart() {
        Topology topology = topologyOf("core-hybrid");

        // Cores 2 and 4 clock higher than their like; that does not make the others a kind of their own.
        assertThat(topology.cpu(4).capacity()).isEqualTo(Cpu.FULL_CAPACITY);
        assertThat(topology.cpu(0).capacity()).isLessThan(Cpu.FULL_CAPACITY);
        assertThat(topology.online().where(cpu -> topology.cpu(cpu).efficient()))
                .hasToString("12-19");
    }

    @Test
    void shouldTellCoresFromUnitsThatShareAFrontEnd() {
        Topology topology = topologyOf("opteron-64-paired-cores");

        assertThat(topology.cpu(32).core()).isNotEqualTo(topology.cpu(33).core());
        assertThat(topology.cpu(32).unit()).isEqualTo(topology.cpu(33).unit());
        assertThat(topology.cpus().stream().map(Cpu::unit).distinct()).hasSize(32);
    }

    @Test
    void shouldLeaveAnOfflineCpuWithoutAPlace() {
        Cpu offline = topologyOf("xeon-2-sockets-no-cpu0").cpu(0);

        assertThat(offline.online()).isFalse();
        assertThat(offline.allowed()).isFalse();
        assertThat(offline.core()).isEqualTo(Topology.UNKNOWN);
        assertThat(offline.packageId()).isEqualTo(Topology.UNKNOWN);
        assertThat(offline.siblings().isEmpty()).isTrue();
    }
}
