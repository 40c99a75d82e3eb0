package io.headrace.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.ledger.CpuLedger;
import io.headrace.affinity.pin.KernelMask;
import io.headrace.affinity.pin.PinException;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.plan.PlanRefusedException;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.MachineTree;
import io.headrace.affinity.topology.Topology;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CoresTest {
    @TempDir
    Path root;

    private final CpuLedger ledger = new CpuLedger();

    private Topology eightCores() {
        MachineTree tree = new MachineTree(root).online("0-7");
        for (int cpu = 0; cpu < 8; cpu++) tree.cpu(cpu, 0, cpu, String.valueOf(cpu));
        return tree.read();
    }

    @Test
    void shouldNeverGiveACpuToTwoContexts() {
        Topology topology = eightCores();
        CoreDemand demand = CoreDemand.of(1).withWorkers(2);
        try (Cores first = Cores.reserve(ledger, "orders", topology, demand);
                Cores second = Cores.reserve(ledger, "clicks", topology, demand)) {
            assertThat(first.plan().cpus().intersects(second.plan().cpus())).isFalse();
            assertThat(ledger.taken())
                    .isEqualTo(first.plan().cpus().or(second.plan().cpus()));
            assertThat(second.plan().available())
                    .isEqualTo(8 - first.plan().cpus().size());
            assertThat(second.plan().notes()).anyMatch(note -> note.contains("taken by other contexts"));
        }
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    void shouldTakeNothingWhenRefused() {
        assertThatThrownBy(() -> Cores.reserve(
                        ledger, "orders", eightCores(), CoreDemand.of(9).withStrict(true)))
                .isInstanceOf(PlanRefusedException.class);
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldSeatThreadsWhereThePlanSays() throws InterruptedException {
        CpuSet before = KernelMask.ofCallingThread();
        try (Cores cores = Cores.reserve(ledger, "orders", Topology.live(), CoreDemand.of(1))) {
            CorePlan plan = cores.plan();
            for (Assignment assignment : plan.assignments()) {
                if (assignment.role() == Role.SPARE) continue;
                try (Cores.Seat seat = cores.enter(assignment.role(), assignment.index())) {
                    CpuSet expected = assignment.hasCpu() ? CpuSet.of(assignment.cpu()) : before;
                    assertThat(KernelMask.ofCallingThread())
                            .as(assignment.name())
                            .isEqualTo(expected);
                    assertThat(seat.pin().isPinned()).isEqualTo(assignment.hasCpu());
                }
                assertThat(KernelMask.ofCallingThread()).isEqualTo(before);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldKeepACpuTakenWhileAThreadSitsOnIt() {
        Cores cores = Cores.reserve(
                ledger, "orders", Topology.live(), CoreDemand.of(1).withPinning(PinPolicy.PREFERRED));
        Cores.Seat seat = cores.enter(Role.WORKER, 0);
        cores.close();
        assertThat(ledger.taken()).isEqualTo(cores.plan().cpus());
        assertThatThrownBy(() -> cores.enter(Role.RECEIVER, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receiver 0 comes too late");
        seat.close();
        seat.close();
        cores.close();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldGiveBackAfterAThreadCouldNotBePinned() {
        // A machine that is not this one: its CPUs 900 to 907 cannot be pinned to.
        MachineTree tree = new MachineTree(root).online("900-907");
        for (int cpu = 900; cpu < 908; cpu++) tree.cpu(cpu, 0, cpu, String.valueOf(cpu));
        Cores cores =
                Cores.reserve(ledger, "orders", tree.read(), CoreDemand.of(1).withPinning(PinPolicy.REQUIRED));

        assertThatThrownBy(() -> cores.enter(Role.RECEIVER, 0)).isInstanceOf(PinException.class);
        cores.close();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }
}
