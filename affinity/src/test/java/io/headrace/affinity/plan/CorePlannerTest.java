package io.headrace.affinity.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.MachineTree;
import io.headrace.affinity.topology.Topology;
import io.headrace.affinity.wait.WaitPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of known machines, role by role. */
class CorePlannerTest {
    @TempDir
    Path root;

    private static Map<String, Integer> cpus(CorePlan plan) {
        Map<String, Integer> cpus = new TreeMap<>();
        for (Assignment assignment : plan.assignments()) {
            if (assignment.hasCpu()) cpus.put(assignment.name(), assignment.cpu());
        }
        return cpus;
    }

    private static CorePlan plan(Topology topology, int receivers, int workers) {
        return CorePlanner.plan(topology, CoreDemand.of(receivers).withWorkers(workers));
    }

    @Test
    void shouldLetEverythingShareOneCpu() {
        CorePlan plan = plan(SyntheticMachine.of(1, 1), 1, CoreDemand.AUTO);

        assertThat(plan.cpus().isEmpty()).isTrue();
        assertThat(plan.sharedCpus()).hasToString("0");
        assertThat(plan.assignments()).allMatch(a -> a.waitPolicy() == WaitPolicy.BLOCK);
        assertThat(plan.isDegraded()).isTrue();
    }

    @Test
    void shouldPinOneThreadOnTwoCpus() {
        CorePlan plan = plan(SyntheticMachine.of(2, 1), 1, CoreDemand.AUTO);

        assertThat(cpus(plan)).isEqualTo(Map.of("worker 0", 1, "spare", 0));
        assertThat(plan.workers()).isEqualTo(1);
        assertThat(plan.of(Role.RECEIVER).waitPolicy()).isEqualTo(WaitPolicy.YIELD_THEN_PARK);
        assertThat(plan.of(Role.WORKER).waitPolicy()).isEqualTo(WaitPolicy.BLOCK);
        assertThat(plan.notes())
                .contains("The scheduler runs on the thread of the log.", "The job runs on the thread of worker 0.")
                .anyMatch(note -> note.startsWith("With two CPUs only one thread is pinned"));
    }

    @Test
    void shouldTakeTwoThreadsOfOneCoreForTwoCpus() {
        CorePlan plan = plan(SyntheticMachine.of(1, 2), 1, 1);

        assertThat(cpus(plan)).isEqualTo(Map.of("worker 0", 1, "spare", 0));
        assertThat(plan.supply()).isEqualTo(Supply.SCARCE);
    }

    @Test
    void shouldPinBothOnTwoCpusWhenRequired() {
        CorePlan plan =
                CorePlanner.plan(SyntheticMachine.of(2, 1), CoreDemand.of(1).withPinning(PinPolicy.REQUIRED));

        assertThat(plan.of(Role.WORKER).cpu()).isEqualTo(1);
        assertThat(plan.of(Role.RECEIVER).cpu()).isZero();
        assertThat(plan.assignments()).noneMatch(a -> a.waitPolicy().burnsCpu());
        assertThat(plan.notes()).anyMatch(note -> note.contains("takes every CPU"));
    }

    @Test
    void shouldTickOnTheThreadOfTheLog() {
        for (int cores : new int[] {1, 2, 4, 8, 64}) {
            CorePlan plan = plan(SyntheticMachine.of(cores, 1), 1, CoreDemand.AUTO);
            Assignment log = plan.of(Role.LOG);
            Assignment scheduler = plan.of(Role.SCHEDULER);

            assertThat(scheduler.thread()).isEqualTo(log.thread());
            assertThat(scheduler.waitPolicy()).isEqualTo(log.waitPolicy());
            assertThat(scheduler.hasCpu()).isFalse();
            assertThat(plan.owner(scheduler)).contains(log);
            assertThat(plan.owner(log)).isEmpty();
        }
    }

    @Test
    void shouldRunJobsOnTheThreadOfASingleWorkerOnly() {
        CorePlan one = plan(SyntheticMachine.of(16, 1), 1, 1);
        assertThat(one.owner(one.of(Role.JOB))).contains(one.of(Role.WORKER));
        assertThat(one.of(Role.JOB).waitPolicy()).isEqualTo(WaitPolicy.SPIN_THEN_YIELD);
        assertThat(one.cpus().size()).as("receiver, worker, log").isEqualTo(3);

        CorePlan two = plan(SyntheticMachine.of(16, 1), 1, 2);
        assertThat(two.owner(two.of(Role.JOB))).isEmpty();
        assertThat(two.of(Role.JOB).hasCpu()).isTrue();
        assertThat(two.notes()).doesNotContain("The job runs on the thread of worker 0.");
    }

    @ParameterizedTest
    @CsvSource({
        // cores, workers, log and job with a CPU of their own
        "3, 1, false, false",
        "4, 1, true, false",
        "5, 2, true, false",
        "6, 3, true, false",
        "7, 4, true, false",
        "8, 4, true, true",
        "9, 5, true, true",
        "12, 8, true, true",
        "64, 8, true, true",
    })
    void shouldGrowWithTheMachine(int cores, int workers, boolean log, boolean job) {
        CorePlan plan = plan(SyntheticMachine.of(cores, 1), 1, CoreDemand.AUTO);

        assertThat(plan.workers()).isEqualTo(workers);
        assertThat(plan.of(Role.LOG).hasCpu()).isEqualTo(log);
        assertThat(plan.of(Role.JOB).hasCpu()).isEqualTo(job);
        assertThat(plan.sharedCpus().contains(0)).isTrue();
        assertThat(plan.supply()).isEqualTo(cores < 4 ? Supply.SCARCE : Supply.AMPLE);
    }

    @Test
    void shouldSpinWithACoreForEach() {
        CorePlan plan = plan(SyntheticMachine.of(8, 2), 1, 2);

        assertThat(plan.supply()).isEqualTo(Supply.AMPLE);
        assertThat(plan.of(Role.RECEIVER).waitPolicy()).isEqualTo(WaitPolicy.SPIN_THEN_YIELD);
        assertThat(plan.of(Role.WORKER, 1).waitPolicy()).isEqualTo(WaitPolicy.SPIN_THEN_YIELD);
        assertThat(plan.of(Role.LOG).waitPolicy()).isEqualTo(WaitPolicy.SPIN_THEN_YIELD);
        assertThat(plan.of(Role.JOB).waitPolicy()).isEqualTo(WaitPolicy.BLOCK);
        assertThat(plan.sharedCpus().containsAll(CpuSet.of(0, 8))).isTrue();
        assertThat(plan.isDegraded()).isFalse();
    }

    @Test
    void shouldNotSpinBesideAnSmtSibling() {
        CorePlan plan = plan(SyntheticMachine.of(4, 2), 2, 3);

        assertThat(plan.supply()).isEqualTo(Supply.SIBLINGS);
        assertThat(plan.assignments()).noneMatch(a -> a.waitPolicy().burnsCpu());
        assertThat(plan.sharedCpus().contains(0)).isTrue();
    }

    @Test
    void shouldSpinForGoodOnlyOnIsolatedCpus() {
        Topology topology = SyntheticMachine.isolating(SyntheticMachine.of(8, 1), CpuSet.parseList("4-7"));
        CorePlan plan = plan(topology, 1, 2);

        assertThat(CpuSet.of(
                        plan.of(Role.RECEIVER).cpu(),
                        plan.of(Role.WORKER, 0).cpu(),
                        plan.of(Role.WORKER, 1).cpu(),
                        plan.of(Role.LOG).cpu()))
                .hasToString("4-7");
        assertThat(plan.of(Role.RECEIVER).waitPolicy()).isEqualTo(WaitPolicy.SPIN);
        assertThat(plan.of(Role.LOG).waitPolicy()).isEqualTo(WaitPolicy.SPIN);
        assertThat(plan.of(Role.JOB).cpu()).isBetween(1, 3);
        assertThat(plan.notes()).contains("Isolated CPUs (4-7) are used first.");
    }

    @Test
    void shouldPinNothingToIsolatedCpusOutsideTheMask() {
        Topology topology = SyntheticMachine.isolating(SyntheticMachine.of(8, 1), CpuSet.parseList("4-7"));
        for (int cpu = 4; cpu < 8; cpu++) topology = SyntheticMachine.without(topology, cpu);

        CorePlan plan = plan(topology, 1, 1);
        assertThat(plan.cpus().last()).isLessThan(4);
        assertThat(plan.of(Role.RECEIVER).waitPolicy()).isEqualTo(WaitPolicy.SPIN_THEN_YIELD);
    }

    @Test
    void shouldUseFastCoresForHotRolesAndSlowOnesForTheRest() {
        Topology topology = MachineTree.recorded("core-hybrid", root).read();
        CorePlan plan = plan(topology, 2, 3);

        for (Assignment a : plan.assignments()) {
            if (!a.hasCpu() || a.role() == Role.SPARE) continue;
            assertThat(topology.cpu(a.cpu()).efficient())
                    .as(a.name())
                    .isEqualTo(!a.role().isHot() && a.role() != Role.LOG);
        }
    }

    @Test
    void shouldKeepReceiversNearToTheirWorkers() {
        Topology topology =
                MachineTree.recorded("opteron-64-paired-cores", root).read();
        CorePlan plan = plan(topology, 3, 6);

        for (int receiver = 0; receiver < 3; receiver++) {
            int node = topology.cpu(plan.of(Role.RECEIVER, receiver).cpu()).node();
            for (int worker = receiver; worker < 6; worker += 3) {
                assertThat(topology.cpu(plan.of(Role.WORKER, worker).cpu()).node())
                        .as("worker %d of receiver %d", worker, receiver)
                        .isEqualTo(node);
            }
        }
        // One role on each pair of cores: the pair shares its front end.
        long units = plan.cpus().stream()
                .map(cpu -> topology.cpu(cpu).unit())
                .distinct()
                .count();
        assertThat(units).isEqualTo(plan.cpus().size());
    }

    @Test
    void shouldStayOnOneNodeWhereItFits() {
        Topology topology = MachineTree.recorded("xeon-2-sockets-no-cpu0", root).read();
        CorePlan plan = plan(topology, 1, 3);

        assertThat(plan.cpus().stream()
                        .map(cpu -> topology.cpu(cpu).packageId())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void shouldNotSpinUnderAQuota() {
        Topology topology = SyntheticMachine.withQuota(SyntheticMachine.of(16, 1), 3.5);
        CorePlan plan = plan(topology, 1, CoreDemand.AUTO);

        assertThat(plan.supply()).isEqualTo(Supply.QUOTA);
        assertThat(plan.available()).isEqualTo(4);
        assertThat(plan.workers()).isEqualTo(1);
        assertThat(plan.assignments()).allMatch(a -> a.waitPolicy() == WaitPolicy.BLOCK);
        assertThat(plan.notes()).anyMatch(note -> note.contains("A quota of 3.50 CPUs"));
    }

    @Test
    void shouldLetReceiversShareWhenThereAreMoreThanCpus() {
        CorePlan plan = plan(SyntheticMachine.of(4, 1), 10, 2);

        assertThat(plan.cpus()).hasToString("1-3");
        assertThat(plan.of(Role.WORKER).hasCpu()).isTrue();
        assertThat(plan.assignments()).allMatch(a -> a.waitPolicy() == WaitPolicy.BLOCK);
        assertThat(plan.isDegraded()).isTrue();
        assertThat(plan.notes())
                .anyMatch(note -> note.startsWith("Without a CPU of their own: 8 of 10 receivers (2-9)."))
                .anyMatch(note -> note.startsWith("Without a CPU of their own: 1 of 2 workers (1)."));
    }

    @Test
    void shouldRefuseWithTheNumbersWhenStrict() {
        assertThatThrownBy(() -> CorePlanner.plan(
                        SyntheticMachine.of(4, 1),
                        CoreDemand.of(10).withWorkers(2).withStrict(true),
                        CpuSet.of(3)))
                .isInstanceOfSatisfying(PlanRefusedException.class, refused -> {
                    assertThat(refused.needed()).isEqualTo(12);
                    assertThat(refused.available()).isEqualTo(3);
                })
                .hasMessageContaining("10 receivers and 2 workers need 12 CPUs, but there are 3")
                .hasMessageContaining("taken by other contexts of this process: 3");
    }

    @Test
    void shouldAcceptTwoCpusWhenStrict() {
        assertThat(CorePlanner.plan(SyntheticMachine.of(2, 1), CoreDemand.of(1).withStrict(true))
                        .workers())
                .isEqualTo(1);
    }

    @Test
    void shouldPinNothingWhenOff() {
        CorePlan plan =
                CorePlanner.plan(SyntheticMachine.of(8, 1), CoreDemand.of(1).withPinning(PinPolicy.OFF));

        assertThat(plan.cpus().isEmpty()).isTrue();
        assertThat(plan.of(Role.WORKER).hasCpu()).isFalse();
        assertThat(plan.notes()).contains("Pinning is OFF: the system decides where threads run.");
    }

    @Test
    void shouldPinNothingWhereNothingIsKnown() {
        Topology plain = Topology.processors(8, "this is not Linux");
        CorePlan plan = plan(plain, 1, CoreDemand.AUTO);

        assertThat(plan.cpus().isEmpty()).isTrue();
        assertThat(plan.workers()).isEqualTo(4);
        assertThat(plan.notes()).anyMatch(note -> note.startsWith("Threads cannot be pinned here"));
        assertThatThrownBy(() -> CorePlanner.plan(plain, CoreDemand.of(1).withPinning(PinPolicy.REQUIRED)))
                .isInstanceOf(PlanRefusedException.class)
                .hasMessageContaining("threads cannot be pinned here");
    }

    @Test
    void shouldUseWhatOthersLeave() {
        Topology topology = SyntheticMachine.of(4, 2);
        CorePlan plan = CorePlanner.plan(topology, CoreDemand.of(1).withWorkers(1), CpuSet.of(1, 2));

        // Cores 1 and 2 are half taken: their other threads come last.
        assertThat(plan.cpus()).hasToString("3-4");
        assertThat(plan.sharedCpus()).hasToString("0,5-7");
    }

    @Test
    void shouldHaveNothingToPinToWhenAllIsTaken() {
        Topology topology = SyntheticMachine.of(2, 1);
        CorePlan plan = CorePlanner.plan(topology, CoreDemand.of(1), CpuSet.of(0, 1));

        assertThat(plan.available()).isZero();
        assertThat(plan.cpus().isEmpty()).isTrue();
        assertThat(plan.of(Role.SPARE).hasCpu()).isFalse();
    }

    @Test
    void shouldKeepNoCpuForALogThatIsOff() {
        CorePlan plan =
                CorePlanner.plan(SyntheticMachine.of(16, 1), CoreDemand.of(1).withLog(false));

        assertThat(plan.assignments()).noneMatch(a -> a.role() == Role.LOG);
        assertThat(plan.of(Role.SCHEDULER).hasCpu()).isTrue();
        assertThat(plan.of(Role.SCHEDULER).waitPolicy()).isEqualTo(WaitPolicy.YIELD_THEN_PARK);
    }

    @Test
    void shouldRefuseSenselessDemands() {
        assertThatThrownBy(() -> CoreDemand.of(-1)).hasMessageContaining("receivers: -1");
        assertThatThrownBy(() -> CoreDemand.of(1).withWorkers(-5)).hasMessageContaining("workers: -5");
        CorePlan plan = plan(SyntheticMachine.of(4, 1), 1, 1);
        assertThatThrownBy(() -> plan.of(Role.WORKER, 7)).hasMessage("this plan has no worker 7");
    }

    @Test
    void shouldDescribeItselfForPeople() {
        assertThat(plan(SyntheticMachine.of(2, 1), 1, 1).describe().lines().toList())
                .contains(
                        "receiver 0     shared         yield then park",
                        "worker 0       CPU 1          block",
                        "scheduler      with log       block",
                        "job            with worker 0  block",
                        "spare          CPU 0");
    }
}
