package io.headrace.affinity.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of every shape that a kernel, an emulator or a copy by hand may leave. */
class TopologyReaderTest {
    @TempDir
    Path root;

    private MachineTree tree() {
        return new MachineTree(root);
    }

    private MachineTree cpus(int count) {
        MachineTree tree = tree().online("0-" + (count - 1));
        for (int cpu = 0; cpu < count; cpu++) tree.cpu(cpu, 0, cpu, String.valueOf(cpu));
        return tree;
    }

    @Test
    void shouldReadOneCore() {
        Topology topology = tree().cpu(0, 0, 0, "0").read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(1, 1, 1, 1, 1));
        assertThat(topology.allowed()).isEqualTo(CpuSet.of(0));
    }

    @Test
    void shouldReadTwoHundredAndFiftySixCoresWithTwoThreads() {
        MachineTree tree = tree().online("0-511");
        for (int core = 0; core < 256; core++) {
            String siblings = core + "," + (core + 256);
            tree.cpu(core, core / 64, core % 64, siblings).cpu(core + 256, core / 64, core % 64, siblings);
        }
        for (int node = 0; node < 8; node++) {
            String first = node * 32 + "-" + (node * 32 + 31);
            String second = (node * 32 + 256) + "-" + (node * 32 + 287);
            tree.file("sys/devices/system/node/node" + node + "/cpulist", first + "," + second + "\n");
        }
        Topology topology = tree.read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(512, 512, 256, 4, 8));
        assertThat(topology.cpu(511).siblings()).isEqualTo(CpuSet.of(255, 511));
        assertThat(topology.cpu(511).node()).isEqualTo(7);
    }

    @Test
    void shouldReadSparseNumbersBeyondAThousand() {
        Topology topology = tree().online("8,1030,4095")
                .cpu(8, 3, 17, "8")
                .cpu(1030, 3, 90, "1030,4095")
                .cpu(4095, 3, 90, "1030,4095")
                .file("sys/devices/system/node/node253/cpulist", "8,1030,4095")
                .read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(3, 3, 2, 1, 1));
        assertThat(topology.cpu(4095).core()).isEqualTo(1);
        assertThat(topology.cpu(4095).node()).isEqualTo(253);
    }

    @Test
    void shouldNotMistakeEqualCoreIdsOfTwoPackagesForOneCore() {
        MachineTree tree = tree().online("0-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.cpuFile(cpu, "topology/physical_package_id", cpu / 2 + "")
                    .cpuFile(cpu, "topology/core_id", cpu % 2 + "");
        }
        assertThat(tree.read().counts()).isEqualTo(new Topology.Counts(4, 4, 4, 2, 1));
    }

    @Test
    void shouldNotMistakeEqualCoreIdsOfTwoDiesForOneCore() {
        MachineTree tree = tree().online("0-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.cpuFile(cpu, "topology/physical_package_id", "0")
                    .cpuFile(cpu, "topology/die_id", cpu / 2 + "")
                    .cpuFile(cpu, "topology/core_id", "5");
        }
        Topology topology = tree.read();

        assertThat(topology.counts().cores()).isEqualTo(2);
        assertThat(topology.cpu(3).siblings()).isEqualTo(CpuSet.of(2, 3));
    }

    @Test
    void shouldNumberPackagesThatTheKernelDoesNotNumber() {
        Topology unknown = tree().online("0-3")
                .cpu(0, -1, 0, "0")
                .cpu(1, -1, 1, "1")
                .cpu(2, -1, 0, "2")
                .cpu(3, -1, 1, "3")
                .read();
        assertThat(unknown.counts().packages()).isEqualTo(1);
        assertThat(unknown.counts().cores()).isEqualTo(4);

        Topology grouped = tree().cpuFile(0, "topology/core_siblings_list", "0-1")
                .cpuFile(1, "topology/core_siblings_list", "0-1")
                .cpuFile(2, "topology/core_siblings_list", "2-3")
                .cpuFile(3, "topology/core_siblings_list", "2-3")
                .read();
        assertThat(grouped.counts().packages()).isEqualTo(2);
        assertThat(grouped.cpu(3).packageId()).isEqualTo(1);
    }

    @Test
    void shouldReadMasksWhereThereAreNoLists() {
        Topology topology = tree().cpuFile(0, "topology/thread_siblings", "00000000,00000005")
                .cpuFile(1, "topology/thread_siblings", "00000000,0000000a")
                .cpuFile(2, "topology/thread_siblings", "00000000,00000005")
                .cpuFile(3, "topology/thread_siblings", "00000000,0000000a")
                .file("sys/devices/system/node/node0/cpumap", "5")
                .file("sys/devices/system/node/node1/cpumap", "a")
                .read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(4, 4, 2, 1, 2));
        assertThat(topology.cpu(2).siblings()).isEqualTo(CpuSet.of(0, 2));
    }

    @Test
    void shouldSplitTheCoreOfAnOfflineSibling() {
        Topology topology = tree().online("1-3")
                .cpuFile(0, "online", "0")
                .cpu(1, 0, 0, "0-1")
                .cpu(2, 0, 1, "2-3")
                .cpu(3, 0, 1, "2-3")
                .read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(4, 3, 2, 1, 1));
        assertThat(topology.cpu(1).siblings()).isEqualTo(CpuSet.of(1));
        assertThat(topology.cpu(0).allowed()).isFalse();
    }

    @Test
    void shouldCountMemoryWithoutCpus() {
        Topology topology = cpus(2).file("sys/devices/system/node/node0/cpulist", "0-1")
                .file("sys/devices/system/node/node1/cpulist", "\n")
                .read();

        assertThat(topology.counts().nodes()).isEqualTo(2);
        assertThat(topology.nodes().get(1)).isEqualTo(new NumaNode(1, CpuSet.EMPTY));
    }

    @Test
    void shouldGiveACpuThatTwoNodesClaimToTheFirst() {
        Topology topology = cpus(4).file("sys/devices/system/node/node0/cpulist", "0-2")
                .file("sys/devices/system/node/node1/cpulist", "2-3")
                .read();

        assertThat(topology.cpu(2).node()).isZero();
        assertThat(topology.nodes().get(1).cpus()).isEqualTo(CpuSet.of(3));
        assertThat(topology.notes()).containsExactly("node 1 claims CPUs of another node: 2");
    }

    @Test
    void shouldFallBackToCpuInfo() {
        Topology topology = tree().file("proc/cpuinfo", """
                        processor\t: 0
                        model name\t: Some 3000
                        physical id\t: 0
                        core id\t\t: 0

                        processor\t: 1
                        physical id\t: 0
                        core id\t\t: 0

                        processor\t: 6
                        physical id\t: 1
                        core id\t\t: 0
                        """).read();

        assertThat(topology.source()).isEqualTo(Topology.Source.CPUINFO);
        assertThat(topology.counts()).isEqualTo(new Topology.Counts(3, 3, 2, 2, 1));
        assertThat(topology.cpu(1).siblings()).isEqualTo(CpuSet.of(0, 1));
        assertThat(topology.isPinnable()).isTrue();
    }

    @Test
    void shouldTakeCpusWithoutTopologyForCores() {
        Topology topology = tree().online("0-3").read();

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(4, 4, 4, 1, 1));
    }

    @Test
    void shouldRefuseWhatIsNoMachine() {
        assertThatThrownBy(() -> Topology.read(root.resolve("nowhere")))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("not a directory");
        assertThatThrownBy(() -> Topology.read(root))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("names a CPU");
    }

    @Test
    void shouldNoteWhatItCannotUnderstandAndGoOn() {
        Topology topology = cpus(2).cpuFile(0, "topology/core_id", "zero")
                .cpuFile(1, "cache/index0/level", "1")
                .cpuFile(1, "cache/index0/type", "Data")
                .cpuFile(1, "cache/index0/size", "many")
                .file("sys/devices/system/cpu/isolated", "(null)")
                .file("proc/self/status", "Cpus_allowed_list:\tall\n")
                .read();

        assertThat(topology.counts().cores()).isEqualTo(2);
        assertThat(topology.allowed()).hasToString("0-1");
        assertThat(topology.caches()).containsExactly(new Cache(1, Cache.Type.DATA, 0, CpuSet.of(1)));
        assertThat(topology.notes())
                .anyMatch(note -> note.contains("core_id holds no number: 'zero'"))
                .anyMatch(note -> note.contains("size holds no size: 'many'"))
                .anyMatch(note -> note.contains("isolated: not a list of CPUs: '(null)'"))
                .anyMatch(note -> note.contains("status: not a list of CPUs: 'all'"));
    }

    @Test
    void shouldReadEveryUnitOfCacheSizes() {
        Topology topology = cpus(1).cpuFile(0, "cache/index0/level", "1")
                .cpuFile(0, "cache/index0/type", "Instruction")
                .cpuFile(0, "cache/index0/size", "32K")
                .cpuFile(0, "cache/index1/level", "2")
                .cpuFile(0, "cache/index1/type", "Unified")
                .cpuFile(0, "cache/index1/size", "2M")
                .cpuFile(0, "cache/index2/level", "4")
                .cpuFile(0, "cache/index2/type", "Unified")
                .cpuFile(0, "cache/index2/size", "1G")
                .read();

        assertThat(topology.caches()).extracting(Cache::bytes).containsExactly(32L << 10, 2L << 20, 1L << 30);
        assertThat(topology.caches().get(0).type().word()).isEqualTo("instruction");
    }

    @Test
    void shouldKeepToTheAffinityMask() {
        Topology topology = cpus(8).file(
                        "proc/self/status", "Name:\tjava\nCpus_allowed:\tf3\nCpus_allowed_list:\t0-1,4-7,31\n")
                .read();

        assertThat(topology.allowed()).hasToString("0-1,4-7");
        assertThat(topology.usable()).isEqualTo(6);
        assertThat(topology.cpu(2).allowed()).isFalse();
        assertThat(topology.cpu(2).online()).isTrue();
    }

    @Test
    void shouldLeaveAMaskOfAnotherMachineOutOfAccount() {
        Topology topology =
                cpus(2).file("proc/self/status", "Cpus_allowed_list:\t64-127\n").read();

        assertThat(topology.allowed()).hasToString("0-1");
        assertThat(topology.notes()).anyMatch(note -> note.contains("64-127"));
    }

    @Test
    void shouldKnowIsolatedCpus() {
        assertThat(cpus(8).file("sys/devices/system/cpu/isolated", "2-3,6\n")
                        .read()
                        .isolated())
                .hasToString("2-3,6");
    }

    @Test
    void shouldKnowCpusIsolatedAtBoot() {
        assertThat(cpus(8).file("proc/cmdline", "ro isolcpus=managed_irq,domain,2-3,5 quiet")
                        .read()
                        .isolated())
                .hasToString("2-3,5");
    }

    @Test
    void shouldTellKindsByTheKernelsOwnWord() {
        Topology topology = cpus(4).file("sys/devices/cpu_core/cpus", "0-1\n")
                .file("sys/devices/cpu_atom/cpus", "2-3\n")
                .read();

        assertThat(topology.cpu(1).efficient()).isFalse();
        assertThat(topology.cpu(2).efficient()).isTrue();
    }

    @Test
    void shouldTellKindsByCapacityBeforeFrequency() {
        MachineTree tree = cpus(4);
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.cpuFile(cpu, "cpu_capacity", cpu < 2 ? "446" : "1024")
                    .cpuFile(cpu, "cpufreq/cpuinfo_max_freq", "2000000");
        }
        Topology topology = tree.read();

        assertThat(topology.cpu(0).efficient()).isTrue();
        assertThat(topology.cpu(0).capacity()).isEqualTo(446);
        assertThat(topology.cpu(3).efficient()).isFalse();
    }

    @Test
    void shouldTellKindsByTheirFirstCacheWhenNothingElseIsKnown() {
        MachineTree tree = cpus(4);
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.cpuFile(cpu, "cache/index0/level", "1")
                    .cpuFile(cpu, "cache/index0/type", "Data")
                    .cpuFile(cpu, "cache/index0/size", cpu < 2 ? "48K" : "32K");
        }
        Topology topology = tree.read();

        assertThat(topology.cpu(0).efficient()).isFalse();
        assertThat(topology.cpu(2).efficient()).isTrue();
    }

    @Test
    void shouldMakeAPlainMachineOfACount() {
        Topology topology = Topology.processors(6, "because");

        assertThat(topology.counts()).isEqualTo(new Topology.Counts(6, 6, 6, 1, 1));
        assertThat(topology.isPinnable()).isFalse();
        assertThat(topology.quota()).isEqualTo(OptionalDouble.empty());
        assertThat(topology.notes()).containsExactly("because");
        assertThat(topology.toString()).contains("the JVM's count of processors");
    }

    @Test
    void shouldReadTheMachineItRunsOn() {
        Topology topology = Topology.live();

        assertThat(topology.allowed().size()).isGreaterThanOrEqualTo(1);
        assertThat(topology.online().containsAll(topology.allowed())).isTrue();
        assertThat(topology.usable()).isEqualTo(Machine.processors());
    }
}
