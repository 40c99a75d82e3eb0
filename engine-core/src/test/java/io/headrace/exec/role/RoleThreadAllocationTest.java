package io.headrace.exec.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoleThreadAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldGoItsRoundsWithoutAllocating() throws InterruptedException {
        Measuring first = new Measuring();
        Scripted second = new Scripted("scheduler");
        RoleThread thread = new RoleThread(
                "orders",
                List.of(first, second),
                WaitPolicy.SPIN.newIdle(),
                Counter.detached(),
                Counter.detached(),
                new Failures());
        thread.start();
        assertThat(first.measured.await(50, TimeUnit.SECONDS)).isTrue();
        thread.stop();
        assertThat(thread.join(Duration.ofSeconds(20))).isNull();
        assertThat(first.least).isZero();
    }

    /** Measures from one of its steps to another, several times: the JIT's own hand-overs are forgiven. */
    private static final class Measuring implements Agent {
        private static final int ROUNDS = 20_000;
        private static final int ATTEMPTS = 5;

        final CountDownLatch measured = new CountDownLatch(1);
        volatile long least = Long.MAX_VALUE;
        private long before;
        private int step;

        @Override
        public String roleName() {
            return "log";
        }

        @Override
        public int doWork() {
            if (step++ % ROUNDS == 0) {
                long now = THREADS.getCurrentThreadAllocatedBytes();
                // The first stretch warms up.
                if (step > ROUNDS + 1) least = Math.min(least, now - before);
                if (step > ATTEMPTS * ROUNDS) measured.countDown();
                before = THREADS.getCurrentThreadAllocatedBytes();
            }
            return step & 1;
        }
    }
}
