package io.headrace.affinity.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.topology.CpuSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CpuLedgerTest {
    private final CpuLedger ledger = new CpuLedger();

    @Test
    void shouldKnowWhatIsTaken() {
        CpuLease first = ledger.take("orders", taken -> CpuSet.of(1, 2));
        CpuLease second = ledger.take("clicks", taken -> CpuSet.of(4));

        assertThat(ledger.taken()).hasToString("1-2,4");
        assertThat(ledger).hasToString("orders: 1-2, clicks: 4");
        first.close();
        assertThat(ledger.taken()).isEqualTo(second.cpus());
        second.close();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    void shouldGiveBackOnce() {
        CpuLease first = ledger.take("orders", taken -> CpuSet.of(1));
        first.close();
        CpuLease second = ledger.take("clicks", taken -> CpuSet.of(1));
        first.close();

        assertThat(ledger.taken()).isEqualTo(second.cpus());
    }

    @Test
    void shouldGiveNothingTwice() {
        ledger.take("orders", taken -> CpuSet.of(1, 2));

        assertThatThrownBy(() -> ledger.take("clicks", taken -> CpuSet.of(2, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("clicks wants CPU 2, which orders holds");
        assertThat(ledger.taken()).hasToString("1-2");
    }

    @Test
    void shouldTakeNothingWhenTheChoiceFails() {
        assertThatThrownBy(() -> ledger.take("orders", taken -> {
                    throw new IllegalArgumentException("no plan");
                }))
                .hasMessage("no plan");
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    void shouldLetManyTakeAtOnce() throws InterruptedException {
        int threads = 8;
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        Thread[] takers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            takers[i] = new Thread(() -> {
                try {
                    start.await();
                    for (int round = 0; round < 200; round++) {
                        CpuSet all = CpuSet.firstOf(4);
                        CpuLease lease = ledger.take("taker", taken -> {
                            int free = all.minus(taken).first();
                            return free < 0 ? CpuSet.EMPTY : CpuSet.of(free);
                        });
                        held.addAndGet(lease.cpus().size());
                        lease.close();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            takers[i].start();
        }
        start.countDown();
        for (Thread taker : takers) taker.join();

        assertThat(held.get()).isPositive();
        assertThat(ledger.taken()).isEqualTo(CpuSet.EMPTY);
    }
}
