package io.headrace.bench.prepared;

import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.role.RoleThread;
import io.headrace.exec.work.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's workers with their threads.
 *
 * <p><b>Threading:</b> one thread, which is the worker where there is one; the others are its own.
 */
final class PreparedWorkers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorkerPool pool;
    private final List<RoleThread> threads = new ArrayList<>();

    PreparedWorkers(int workers) {
        pool = new WorkerPool(workers, PreparedBlocks.BLOCK_BYTES, WaitPolicy.YIELD_THEN_PARK);
    }

    WorkerPool pool() {
        return pool;
    }

    void start() {
        for (int i = 0; i < pool.agents().size(); i++) {
            RoleThread thread = new RoleThread(
                    "prepared",
                    List.of(pool.agents().get(i)),
                    WaitPolicy.YIELD_THEN_PARK.newIdle(),
                    Counter.detached(),
                    Counter.detached(),
                    (role, cause) -> {
                        throw new IllegalStateException(role + " has failed", cause);
                    });
            pool.bind(i, thread);
            threads.add(thread);
        }
        threads.forEach(RoleThread::start);
    }

    /** Ends the threads; the pool can be closed behind that. */
    void stop() {
        threads.forEach(RoleThread::stop);
        for (RoleThread thread : threads) end(thread);
    }

    private static void end(RoleThread thread) {
        try {
            String alive = thread.join(PATIENCE);
            if (alive != null) throw new IllegalStateException("a worker does not end: " + alive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
