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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(30)
@EnabledOnOs(OS.LINUX)
class SeatedRoleThreadTest {
    private final CpuLedger ledger = new CpuLedger();

    @Test
    void shouldSitWhereThePlanSays() throws Exception {
        CpuSet mine = KernelMask.ofCallingThread();
        Cores cores = Cores.reserve(
                ledger, "orders", Topology.live(), CoreDemand.of(1).withWorkers(1));
        for (Role role : List.of(Role.WORKER, Role.MAINTENANCE)) {
            Assignment seat = cores.plan().of(role);
            CompletableFuture<CpuSet> seen = new CompletableFuture<>();
            Scripted agent = new Scripted(seat.name()).doing(() -> {
                seen.complete(KernelMask.ofCallingThread());
                return 0;
            });
            RoleThread thread = new RoleThread(
                    "orders", List.of(agent), cores, seat, Counter.detached(), Counter.detached(), new Failures());
            thread.start();
            assertThat(seen.get(20, TimeUnit.SECONDS))
                    .as(seat.name())
                    .isEqualTo(seat.hasCpu() ? CpuSet.of(seat.cpu()) : mine);
            if (role == Role.WORKER) {
                cores.close();
                if (seat.hasCpu())
                    assertThat(ledger.taken().contains(seat.cpu()))
                            .as("still sat on")
                            .isTrue();
            }
            thread.stop();
            assertThat(thread.join(Duration.ofSeconds(20))).isNull();
            assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
            cores = Cores.reserve(
                    ledger, "orders", Topology.live(), CoreDemand.of(1).withWorkers(1));
        }
        cores.close();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }
}
