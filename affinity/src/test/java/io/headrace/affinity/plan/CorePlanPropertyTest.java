package io.headrace.affinity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.memory.testing.Seed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold of every plan, tried on machines and demands made by chance. */
class CorePlanPropertyTest {
    private static final int ROUNDS = 800;
    private static final int FUZZ_ROUNDS = 30_000;
    private static final int CHAINS = 40;
    private static final int FUZZ_CHAINS = 1_500;

    @Test
    void shouldHoldForEveryMachine() {
        checkPlans(ROUNDS);
    }

    @Test
    @Tag("fuzz")
    void shouldHoldForManyMachines() {
        checkPlans(FUZZ_ROUNDS);
    }

    @Test
    void shouldNeverImproveAsCpusAreTakenAway() {
        checkChains(CHAINS);
    }

    @Test
    @Tag("fuzz")
    void shouldNeverImproveAsCpusAreTakenAwayFromManyMachines() {
        checkChains(FUZZ_CHAINS);
    }

    private static void checkPlans(int rounds) {
        long seed = Seed.random("CorePlanPropertyTest").nextLong();
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(seed + round);
            Topology topology = SyntheticMachine.random(random);
            CoreDemand demand = demand(random);
            CpuSet taken =
                    random.nextInt(3) == 0 ? topology.allowed().where(cpu -> random.nextInt(4) == 0) : CpuSet.EMPTY;
            try {
                CorePlan plan = planOrNull(topology, demand, taken);
                checkRefusal(topology, demand, taken, plan);
                if (plan != null) check(plan, taken);
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed " + (seed + round) + ": " + demand + " on " + topology + " without " + taken, e);
            }
        }
    }

    private static CoreDemand demand(Random random) {
        int receivers = random.nextInt(4) == 0 ? random.nextInt(65) : random.nextInt(5);
        int workers = random.nextBoolean() ? CoreDemand.AUTO : 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 6);
        PinPolicy[] policies = PinPolicy.values();
        return new CoreDemand(
                receivers,
                workers,
                random.nextInt(4) != 0,
                random.nextInt(4) == 0,
                policies[random.nextInt(policies.length)]);
    }

    private static @Nullable CorePlan planOrNull(Topology topology, CoreDemand demand, CpuSet taken) {
        try {
            return CorePlanner.plan(topology, demand, taken);
        } catch (PlanRefusedException refused) {
            assertThat(refused.needed()).isGreaterThan(refused.available());
            assertThat(refused)
                    .hasMessageContaining(String.valueOf(refused.needed()))
                    .hasMessageContaining("there are " + refused.available());
            return null;
        }
    }

    private static void checkRefusal(Topology topology, CoreDemand demand, CpuSet taken, @Nullable CorePlan plan) {
        int left = topology.allowed().size() - taken.size();
        double paid = Math.max(1, Math.ceil(topology.quota().orElse(1e6)) - taken.size());
        boolean fits = demand.receivers() + Math.max(1, demand.workers()) <= Math.min(left, paid);
        boolean mayRefuse = demand.strict() || demand.pinning() == PinPolicy.REQUIRED;
        assertThat(plan == null).isEqualTo(!fits && mayRefuse);
    }

    private static void check(CorePlan plan, CpuSet taken) {
        Topology topology = plan.topology();
        CoreDemand demand = plan.demand();
        CpuSet free = topology.allowed().minus(taken);
        List<Assignment> pinned = pinned(plan);

        assertThat(plan.assignments()).extracting(Assignment::name).doesNotHaveDuplicates();
        assertThat(plan.assignments().stream().filter(a -> a.role() == Role.RECEIVER))
                .hasSize(demand.receivers());
        assertThat(plan.workers())
                .isEqualTo(demand.hasAutoWorkers() ? plan.workers() : demand.workers())
                .isBetween(1, demand.mostWorkers());

        // Nobody's CPU twice, none outside the mask or in other hands; what is left over is shared.
        assertThat(pinned).extracting(Assignment::cpu).doesNotHaveDuplicates();
        assertThat(free.containsAll(plan.cpus())).isTrue();
        assertThat(plan.cpus())
                .isEqualTo(CpuSet.of(pinned.stream().mapToInt(Assignment::cpu).toArray()));
        if (demand.pinning() == PinPolicy.OFF) {
            assertThat(pinned).isEmpty();
        } else {
            assertThat(plan.sharedCpus()).isEqualTo(free.minus(plan.cpus()));
        }
        if (demand.pinning() == PinPolicy.PREFERRED && !free.isEmpty())
            assertThat(plan.sharedCpus().isEmpty()).isFalse();
        if (demand.pinning() == PinPolicy.REQUIRED) {
            assertThat(pinned.stream().filter(a -> a.role().isHot())).hasSize(demand.receivers() + plan.workers());
        }

        checkThreads(plan);
        checkSiblings(plan, pinned, free, taken);
        checkOrder(plan, pinned, free, taken);
        checkWaits(plan, pinned);
        assertThat(CorePlanner.plan(topology, demand, taken).assignments()).isEqualTo(plan.assignments());
        assertThat(plan.describe()).contains("scheduler").contains("There is room for ");
    }

    /** Only the scheduler rides, with the log, and the job, with a single worker; riders have nothing of their own. */
    private static void checkThreads(CorePlan plan) {
        for (Assignment a : plan.assignments()) {
            Optional<Assignment> owner = plan.owner(a);
            boolean ticks = a.role() == Role.SCHEDULER && plan.demand().log();
            boolean rides = ticks || (a.role() == Role.JOB && plan.workers() == 1);
            assertThat(owner.isPresent()).as(a.name()).isEqualTo(rides);
            owner.ifPresent(other -> {
                assertThat(other.role()).isEqualTo(a.role() == Role.SCHEDULER ? Role.LOG : Role.WORKER);
                assertThat(a.hasCpu()).isFalse();
                assertThat(a.waitPolicy()).isEqualTo(other.waitPolicy());
            });
        }
    }

    private static List<Assignment> pinned(CorePlan plan) {
        return plan.assignments().stream()
                .filter(a -> a.hasCpu() && a.role() != Role.SPARE)
                .toList();
    }

    /** A second thread of a core is used only when every core has a hot role, and never for a service. */
    private static void checkSiblings(CorePlan plan, List<Assignment> pinned, CpuSet free, CpuSet taken) {
        Topology topology = plan.topology();
        Set<Integer> foreign = new HashSet<>();
        taken.stream().forEach(cpu -> foreign.add(topology.cpu(cpu).unit()));
        Map<Integer, Integer> onUnit = new HashMap<>();
        for (Assignment a : pinned) onUnit.merge(topology.cpu(a.cpu()).unit(), 1, Integer::sum);
        boolean siblings = onUnit.values().stream().anyMatch(count -> count > 1)
                || onUnit.keySet().stream().anyMatch(foreign::contains);
        if (!siblings) return;
        free.stream()
                .map(cpu -> topology.cpu(cpu).unit())
                .filter(unit -> !foreign.contains(unit))
                .forEach(unit -> assertThat(onUnit).containsKey(unit));
        assertThat(pinned).allMatch(a -> a.role().isHot());
    }

    /** Isolated before ordinary, fast before slow; and the first core stays free where all are alike and there are enough. */
    private static void checkOrder(CorePlan plan, List<Assignment> pinned, CpuSet free, CpuSet taken) {
        Topology topology = plan.topology();
        if (!taken.isEmpty() || pinned.isEmpty()) return;
        Set<Integer> used = new HashSet<>();
        for (Assignment a : pinned) used.add(topology.cpu(a.cpu()).unit());
        List<Cpu> unused = free.stream()
                .mapToObj(topology::cpu)
                .filter(cpu -> !used.contains(cpu.unit()))
                .toList();
        boolean ordinaryUsed =
                pinned.stream().anyMatch(a -> !topology.cpu(a.cpu()).isolated());
        boolean slowUsed = pinned.stream().anyMatch(a -> {
            Cpu cpu = topology.cpu(a.cpu());
            return cpu.efficient() && !cpu.isolated();
        });
        if (ordinaryUsed) assertThat(unused).noneMatch(Cpu::isolated);
        if (slowUsed) assertThat(unused).allMatch(Cpu::efficient);
        boolean alike = free.stream().mapToObj(topology::cpu).noneMatch(cpu -> cpu.isolated() || cpu.efficient());
        long units =
                free.stream().map(cpu -> topology.cpu(cpu).unit()).distinct().count();
        if (alike && pinned.size() < units) {
            assertThat(used).doesNotContain(topology.cpu(free.first()).unit());
        }
    }

    private static void checkWaits(CorePlan plan, List<Assignment> pinned) {
        Topology topology = plan.topology();
        for (Assignment a : plan.assignments()) {
            if (topology.quota().isPresent()) assertThat(a.waitPolicy()).isEqualTo(WaitPolicy.BLOCK);
            if (!a.waitPolicy().burnsCpu()) continue;
            assertThat(plan.supply()).isEqualTo(Supply.AMPLE);
            assertThat(a.role().mayBePinned()).isTrue();
            assertThat(plan.available()).isGreaterThan(2);
            if (plan.demand().pinning() == PinPolicy.OFF) continue;
            // Who burns a CPU has its core to itself.
            if (plan.owner(a).isPresent()) continue;
            assertThat(a.hasCpu()).isTrue();
            int unit = topology.cpu(a.cpu()).unit();
            assertThat(pinned.stream().filter(other -> topology.cpu(other.cpu()).unit() == unit))
                    .hasSize(1);
            if (a.waitPolicy() == WaitPolicy.SPIN)
                assertThat(topology.cpu(a.cpu()).isolated()).isTrue();
        }
    }

    private static void checkChains(int chains) {
        long seed = Seed.random("CorePlanPropertyTest").nextLong();
        for (int chain = 0; chain < chains; chain++) {
            Random random = new Random(seed + chain);
            Topology topology = SyntheticMachine.random(random);
            CoreDemand demand = demand(random);
            CpuSet taken = CpuSet.EMPTY;
            CorePlan better = planOrNull(topology, demand, taken);
            for (int step = 0; step < 80; step++) {
                CpuSet free = topology.allowed().minus(taken);
                int victim = free.isEmpty()
                        ? -1
                        : free.stream()
                                .skip(random.nextInt(free.size()))
                                .findFirst()
                                .orElse(-1);
                OptionalDouble quota = topology.quota();
                if (quota.isPresent() && random.nextInt(4) == 0) {
                    topology = SyntheticMachine.withQuota(topology, quota.getAsDouble() * random.nextDouble());
                } else if (victim < 0 || topology.allowed().size() == 1) {
                    break;
                } else if (random.nextInt(4) == 0) {
                    taken = taken.or(CpuSet.of(victim));
                } else {
                    topology = SyntheticMachine.without(topology, victim);
                }
                CorePlan worse = planOrNull(topology, demand, taken);
                try {
                    checkNotBetter(better, worse);
                } catch (Throwable e) {
                    throw new AssertionError(
                            "seed " + (seed + chain) + " step " + step + ": " + demand + " on " + topology, e);
                }
                better = worse;
            }
        }
    }

    private static void checkNotBetter(@Nullable CorePlan before, @Nullable CorePlan after) {
        if (after == null) return;
        if (before == null) throw new AssertionError("refused with more CPUs: " + after);
        assertThat(after.workers()).isLessThanOrEqualTo(before.workers());
        assertThat(after.supply()).isGreaterThanOrEqualTo(before.supply());
        assertThat(after.available()).isLessThanOrEqualTo(before.available());
        assertThat(after.cpus().size()).isLessThanOrEqualTo(before.cpus().size());
        if (before.isDegraded()) assertThat(after.isDegraded()).isTrue();
        for (Assignment a : after.assignments()) {
            if (a.role() == Role.SPARE) continue;
            Assignment b = before.of(a.role(), a.index());
            if (a.hasCpu()) assertThat(b.hasCpu()).as("CPU of %s", a.name()).isTrue();
            // Who rides waits as its owner does, and is compared there.
            if (after.owner(a).isPresent()) continue;
            assertThat(a.waitPolicy().isHotterThan(b.waitPolicy()))
                    .as("wait of %s", a.name())
                    .isFalse();
        }
    }
}
