package io.headrace.exec.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class AllocationMeterTest {
    private static final int BYTES = 4 << 20;

    @Test
    void shouldCountWhatAThreadAllocates() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        byte[][] made = new byte[1][];
        Agent allocating = new Agent() {
            @Override
            public String roleName() {
                return "allocating";
            }

            @Override
            public void onStart() {
                made[0] = new byte[BYTES];
                done.countDown();
            }

            @Override
            public int doWork() {
                return 0;
            }
        };
        RoleThread thread = new RoleThread(
                "test",
                List.of(allocating),
                WaitPolicy.BLOCK.newIdle(),
                Counter.detached(),
                Counter.detached(),
                (role, cause) -> {});
        Counter bytes = Counter.detached();
        AllocationMeter meter = new AllocationMeter();
        meter.watch(thread, bytes);
        thread.start();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(meter.doWork()).isZero();
        thread.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isNull();
        assertThat(bytes.get()).isBetween((long) BYTES, 16L * BYTES);
        assertThat(made[0]).hasSize(BYTES);
        assertThat(meter.maxIdleNanos()).isPositive();
    }
}
