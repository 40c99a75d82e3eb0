package io.headrace.exec.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.data.Worker;
import io.headrace.exec.role.RoleThread;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class WorkerPoolTest {
    private static final int BLOCK_BYTES = 1 << 16;

    private final List<RoleThread> threads = new ArrayList<>();
    private WorkerPool pool = new WorkerPool(1, BLOCK_BYTES, WaitPolicy.BLOCK);

    private void start(int workers, WaitPolicy wait) {
        pool = new WorkerPool(workers, BLOCK_BYTES, wait);
        for (int i = 0; i < pool.agents().size(); i++) {
            RoleThread thread = new RoleThread(
                    "orders",
                    List.of(pool.agents().get(i)),
                    wait.newIdle(),
                    Counter.detached(),
                    Counter.detached(),
                    (role, cause) -> {});
            pool.bind(i, thread);
            threads.add(thread);
        }
        threads.forEach(RoleThread::start);
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.forEach(RoleThread::stop);
        for (RoleThread thread : threads)
            assertThat(thread.join(Duration.ofSeconds(20))).isNull();
        pool.close();
    }

    /** Work of a test. */
    private interface Body {
        void run(int task, Worker worker) throws Exception;
    }

    private static TaskSet tasks(int count, Body body) {
        return new TaskSet() {
            @Override
            public int tasks() {
                return count;
            }

            @Override
            public void run(int task, Worker worker) throws Exception {
                body.run(task, worker);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldRunEachTaskOnce(int workers) throws Exception {
        start(workers, WaitPolicy.BLOCK);
        assertThat(pool.workers()).isEqualTo(workers);
        for (int count : new int[] {0, 1, 2, 3, 7, 100, 5_000}) {
            AtomicIntegerArray ran = new AtomicIntegerArray(Math.max(1, count));
            pool.run(tasks(count, (task, worker) -> {
                assertThat(worker.index()).isBetween(0, workers - 1);
                ran.incrementAndGet(task);
            }));
            for (int i = 0; i < count; i++) assertThat(ran.get(i)).isEqualTo(1);
        }
    }

    @Test
    void shouldRunInOrderOnTheCallingThreadWithOneWorker() throws Exception {
        start(1, WaitPolicy.BLOCK);
        List<Integer> order = new ArrayList<>();
        Thread caller = Thread.currentThread();
        pool.run(tasks(5, (task, worker) -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            assertThat(worker).isSameAs(pool.caller());
            order.add(task);
        }));
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(pool.agents()).isEmpty();
        assertThat(pool).hasToString("1 worker");
    }

    @Test
    void shouldRunOnAllWorkersAtOnce() throws Exception {
        start(3, WaitPolicy.YIELD_THEN_PARK);
        CyclicBarrier all = new CyclicBarrier(3);
        AtomicIntegerArray workers = new AtomicIntegerArray(3);
        pool.run(tasks(3, (task, worker) -> {
            workers.incrementAndGet(worker.index());
            all.await(20, TimeUnit.SECONDS);
        }));
        for (int i = 0; i < 3; i++) assertThat(workers.get(i)).isEqualTo(1);
        assertThat(pool.caller().index()).as("behind the workers").isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldThrowTheFailureOfTheLowestTask(int workers) throws Exception {
        start(workers, WaitPolicy.BLOCK);
        for (int i = 0; i < 200; i++) {
            AtomicIntegerArray ran = new AtomicIntegerArray(60);
            assertThatThrownBy(() -> pool.run(tasks(60, (task, worker) -> {
                        ran.incrementAndGet(task);
                        if (task >= 7 && task % 3 == 1) throw new IOException("task " + task);
                    })))
                    .isInstanceOf(IOException.class)
                    .hasMessage("task 7");
            for (int task = 0; task <= 7; task++) assertThat(ran.get(task)).isEqualTo(1);
        }
        assertThatCode(() -> pool.run(tasks(10, (task, worker) -> {}))).doesNotThrowAnyException();
    }

    @Test
    void shouldLeaveOutWhatHadNotBegunWhenATaskFailed() throws Exception {
        start(2, WaitPolicy.BLOCK);
        AtomicLong ran = new AtomicLong();
        assertThatThrownBy(() -> pool.run(tasks(100_000_000, (task, worker) -> {
                    ran.incrementAndGet();
                    if (task == 3) throw new IllegalStateException("task 3");
                })))
                .hasMessage("task 3");
        assertThat(ran.get()).isLessThan(100_000_000);
    }

    @Test
    void shouldEndWhatHadBegunBeforeItThrows() throws Exception {
        start(2, WaitPolicy.BLOCK);
        CountDownLatch failing = new CountDownLatch(1);
        AtomicLong ended = new AtomicLong();
        assertThatThrownBy(() -> pool.run(tasks(2, (task, worker) -> {
                    if (task == 1) {
                        failing.countDown();
                        throw new IllegalStateException("task 1");
                    }
                    assertThat(failing.await(20, TimeUnit.SECONDS)).isTrue();
                    ended.incrementAndGet();
                })))
                .hasMessage("task 1");
        assertThat(ended.get()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheFailuresOfHigherTasksWithTheLowest() throws Exception {
        start(2, WaitPolicy.BLOCK);
        CyclicBarrier both = new CyclicBarrier(2);
        assertThatThrownBy(() -> pool.run(tasks(2, (task, worker) -> {
                    both.await(20, TimeUnit.SECONDS);
                    throw new AssertionError("task " + task);
                })))
                .isInstanceOf(AssertionError.class)
                .hasMessage("task 0")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .asString()
                        .endsWith("task 1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldMarkThreadsWhileTheyRunTasks(int workers) throws Exception {
        start(workers, WaitPolicy.BLOCK);
        assertThat(TaskThread.isInTask()).isFalse();
        assertThatThrownBy(TaskThread::partition).hasMessageContaining("runs no task");
        pool.run(tasks(4, (task, worker) -> {
            assertThat(TaskThread.isInTask()).isTrue();
            assertThat(TaskThread.partition()).isEqualTo(task);
            TaskThread.begin(100 + task);
            assertThat(TaskThread.partition()).isEqualTo(100 + task);
        }));
        assertThatThrownBy(() -> pool.run(tasks(1, (task, worker) -> {
                    throw new IOException("thrown");
                })))
                .hasMessage("thrown");
        assertThat(TaskThread.isInTask()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldRefuseTasksInsideTasks(int workers) throws Exception {
        start(workers, WaitPolicy.BLOCK);
        assertThatThrownBy(() -> pool.run(tasks(2, (task, worker) -> pool.run(tasks(1, (inner, other) -> {})))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from inside a task, of partition 0");
        assertThatCode(() -> pool.run(tasks(1, (task, worker) -> {}))).doesNotThrowAnyException();
    }

    @Test
    void shouldNotWaitForAWorkerThatHasEnded() throws Exception {
        start(2, WaitPolicy.BLOCK);
        threads.get(1).stop();
        assertThat(threads.get(1).join(Duration.ofSeconds(20))).isNull();
        assertThatThrownBy(() -> pool.run(tasks(2, (task, worker) -> {
                    throw new IOException("task " + task);
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("worker 1 has ended")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThatThrownBy(() -> pool.run(tasks(2, (task, worker) -> {}))).hasMessageContaining("has ended");
    }

    @Test
    void shouldEndWhatHasBegunThoughInterruptedAndKeepTheInterrupt() throws Exception {
        start(2, WaitPolicy.BLOCK);
        AtomicLong ran = new AtomicLong();
        Thread caller = Thread.currentThread();
        pool.run(tasks(50, (task, worker) -> {
            if (task == 10) caller.interrupt();
            ran.incrementAndGet();
        }));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ran.get()).isEqualTo(50);
    }

    @Test
    void shouldFreeWhatTheWorkersNeeded() throws Exception {
        start(2, WaitPolicy.BLOCK);
        CyclicBarrier both = new CyclicBarrier(2);
        pool.run(tasks(2, (task, worker) -> {
            both.await(20, TimeUnit.SECONDS);
            assertThat(worker.scratch()).isNotZero();
        }));
        assertThat(pool.caller().scratch()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldRunSetsWithoutAllocating(int workers) {
        start(workers, WaitPolicy.YIELD_THEN_PARK);
        AtomicLong sum = new AtomicLong();
        TaskSet set = tasks(8, (task, worker) -> sum.addAndGet(task));
        Allocation.assertNone("running a set of tasks", 5_000, 1_000, () -> {
            try {
                pool.run(set);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(sum.get() % 28).isZero();
    }

    @Test
    void shouldBeRightUnderALongSeriesOfSmallSets() throws Exception {
        start(3, WaitPolicy.BLOCK);
        int[] sums = new int[3];
        int[] expected = {0};
        IntStream.range(0, 3_000).forEach(i -> {
            int count = i % 5;
            expected[0] += count;
            try {
                // Plain writes, one worker each: that they arrive is the queues' doing.
                pool.run(tasks(count, (task, worker) -> sums[worker.index()]++));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertThat(Arrays.stream(sums).sum()).isEqualTo(expected[0]);
        });
    }
}
