package io.headrace.exec.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.BatchProfile;
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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class WorkerPoolTest {
    private static final int BLOCK_BYTES = 1 << 16;

    private final List<RoleThread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Thread> seen = new AtomicReference<>();
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

    /** So many that none is large enough to be handed over any more: nobody measures a set of nothing. */
    private void settle(TaskSet set) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            seen.set(null);
            pool.run(set);
            if (seen.get() == Thread.currentThread()) return;
        }
        throw new AssertionError("a small set is handed over still");
    }

    @ParameterizedTest
    @EnumSource(
            value = WaitPolicy.class,
            names = {"BLOCK", "YIELD_THEN_PARK"})
    void shouldRunASmallSetOnTheCallingThreadAndAGrownOneOnAllWorkers(WaitPolicy wait) throws Exception {
        start(2, wait);
        settle(tasks(1, (task, worker) -> seen.set(Thread.currentThread())));
        AtomicIntegerArray ran = new AtomicIntegerArray(1_000);
        Set<Thread> threadsSeen = ConcurrentHashMap.newKeySet();
        pool.run(tasks(1_000, (task, worker) -> {
            assertThat(worker.index()).isBetween(0, 1);
            threadsSeen.add(Thread.currentThread());
            ran.incrementAndGet(task);
            LockSupport.parkNanos(100_000);
        }));
        for (int i = 0; i < 1_000; i++) assertThat(ran.get(i)).isEqualTo(1);
        assertThat(threadsSeen)
                .as("handed over on its way")
                .contains(Thread.currentThread())
                .hasSizeGreaterThan(1);
        threadsSeen.clear();
        pool.run(tasks(2, (task, worker) -> threadsSeen.add(Thread.currentThread())));
        assertThat(threadsSeen).as("it is large now").doesNotContain(Thread.currentThread());
    }

    /** Plain fields, by the index of a worker: whoever runs in place of the first one must see what it wrote, and the other way round. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20261126})
    void shouldLoseNothingWhileSetsComeAndGo(long seed) throws Exception {
        start(2, WaitPolicy.BLOCK);
        Random random = new Random(seed);
        long[] sums = new long[2];
        long expected = 0;
        boolean[] wasHere = new boolean[2];
        Thread caller = Thread.currentThread();
        for (int phase = 0; phase < 6; phase++) {
            boolean isLarge = phase % 2 == 1;
            for (int i = 0; i < (isLarge ? 20 : 400); i++) {
                int count = 1 + random.nextInt(6);
                pool.run(tasks(count, (task, worker) -> {
                    sums[worker.index()] += task + 1;
                    if (isLarge) LockSupport.parkNanos(500_000);
                    if (task == 0) wasHere[Thread.currentThread() == caller ? 1 : 0] = true;
                }));
                expected += (long) count * (count + 1) / 2;
                assertThat(sums[0] + sums[1]).as("set %d of phase %d", i, phase).isEqualTo(expected);
            }
        }
        assertThat(wasHere[0]).as("handed over at times").isTrue();
    }

    @Test
    void shouldTellTheFailureOfATaskOfASmallSetAndLeaveTheOthersOut() throws Exception {
        start(2, WaitPolicy.BLOCK);
        settle(tasks(3, (task, worker) -> seen.set(Thread.currentThread())));
        List<Integer> ran = new ArrayList<>();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> pool.run(tasks(3, (task, worker) -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    ran.add(task);
                    if (task == 1) throw new IOException("task " + task);
                })))
                .isInstanceOf(IOException.class)
                .hasMessage("task 1");
        assertThat(ran).containsExactly(0, 1);
        assertThat(TaskThread.isInTask()).isFalse();
        ran.clear();
        pool.run(tasks(3, (task, worker) -> ran.add(task)));
        assertThat(ran).containsExactly(0, 1, 2);
    }

    @Test
    void shouldFreeWhatTheCallerNeededInPlaceOfAWorker() throws Exception {
        start(2, WaitPolicy.BLOCK);
        settle(tasks(2, (task, worker) -> {
            assertThat(worker.scratch()).isNotZero();
            seen.set(Thread.currentThread());
        }));
    }

    @Test
    void shouldMeasureASmallSetAsTheCallersWork() throws Exception {
        start(2, WaitPolicy.BLOCK);
        BatchProfile profile = new BatchProfile(1, 1, 3);
        StageTimes times = new StageTimes(profile);
        pool.measure(times);
        TaskSet set = tasks(2, (task, worker) -> seen.set(Thread.currentThread()));
        for (int i = 0; seen.get() != Thread.currentThread(); i++) {
            assertThat(i).isLessThan(20_000);
            times.begin(10);
            int before = times.enter(0);
            pool.run(set);
            times.leave(before);
        }
        assertThat(profile.tasks(0, 2)).isEqualTo(2);
        assertThat(profile.tasks(0, 0) + profile.tasks(0, 1)).isZero();
    }
}
