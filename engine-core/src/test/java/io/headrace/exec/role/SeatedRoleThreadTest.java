package io.headrace.exec.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.Cores;
import io.headrace.affinity.ledger.CpuLedger;
import io.headrace.affinity.pin.KernelMask;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import io.headrace.exec.counters.Counter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
@EnabledOnOs(OS.LINUX)
class SeatedRoleThreadTest {
    private final CpuLedger ledger = new CpuLedger();

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"WORKER", "MAINTENANCE"})
    void shouldSitWhereThePlanSaysUntilItEnds(Role role) throws Exception {
        CpuSet mine = KernelMask.ofCallingThread();
        Cores cores = Cores.reserve(
                ledger, "orders", Topology.live(), CoreDemand.of(1).withWorkers(1));
        Assignment seat = cores.plan().of(role);
        CompletableFuture<CpuSet> seen = new CompletableFuture<>();
        Scripted agent = new Scripted(seat.name()).doing(() -> {
            seen.complete(KernelMask.ofCallingThread());
            return 0;
        });
        RoleThread thread = new RoleThread(
                "orders", List.of(agent), cores, seat, Counter.detached(), Counter.detached(), new Failures());
        thread.start();
        assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(seat.hasCpu() ? CpuSet.of(seat.cpu()) : mine);
        cores.close();
        if (seat.hasCpu()) assertThat(ledger.taken().contains(seat.cpu())).isTrue();
        thread.stop();
        assertThat(thread.join(Duration.ofSeconds(20))).isNull();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }
}
