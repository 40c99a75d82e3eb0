package io.headrace.exec.data;

import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** So many workers for tests: one runs on the caller's thread in order, several on threads of their own in any order. */
public final class Workers implements TaskRunner, AutoCloseable {
    private final List<Worker> workers = new ArrayList<>();
    private final Random random;

    public Workers(int count, long seed) {
        for (int i = 0; i < count; i++) workers.add(new Worker(i, StoredBlocks.BLOCK_BYTES));
        random = new Random(seed);
    }

    public static Workers one() {
        return new Workers(1, 0);
    }

    public Worker first() {
        return workers.get(0);
    }

    @Override
    public int workers() {
        return workers.size();
    }

    @Override
    public void run(TaskSet tasks) throws Exception {
        if (workers.size() == 1) {
            for (int task = 0; task < tasks.tasks(); task++) tasks.run(task, first());
            return;
        }
        List<Integer> order = new ArrayList<>();
        for (int task = 0; task < tasks.tasks(); task++) order.add(task);
        Collections.shuffle(order, random);
        ConcurrentLinkedQueue<Integer> left = new ConcurrentLinkedQueue<>(order);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) threads.add(new Thread(() -> work(tasks, worker, left, failure)));
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
        Exception thrown = failure.get();
        if (thrown != null) throw thrown;
    }

    private static void work(
            TaskSet tasks,
            Worker worker,
            ConcurrentLinkedQueue<Integer> left,
            AtomicReference<@Nullable Exception> failure) {
        try {
            for (Integer task = left.poll(); task != null; task = left.poll()) tasks.run(task, worker);
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
