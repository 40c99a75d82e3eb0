package io.headrace.affinity.wait;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a wait policy on this machine: how much CPU a thread uses while idle, and how soon it sees work.
 *
 * <p>One thread waits by the policy; the calling thread first leaves it alone, then brings work again and again after pauses that
 * are long enough for the wait to have reached its last stage. The figures are those of the machine at that moment: other load is
 * in them.
 *
 * <p><b>Threading:</b> one thread; it must not be pinned to the CPU on which the waiting thread may have to run.
 */
public final class WaitProbe {
    /** Long enough for every policy to reach its last stage. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(2_000);

    private static final int WARM_UP = 50;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int STOP = -1;

    private final IdleStrategy idle;
    private final long[] latencies;
    private volatile int asked;
    private volatile int answered;
    private volatile long askedAt;

    private WaitProbe(IdleStrategy idle, int samples) {
        this.idle = idle;
        this.latencies = new long[samples];
    }

    /**
     * Measures a policy.
     *
     * @param idleMillis how long the thread is watched idle
     * @param samples how many wake-ups are timed, about two milliseconds each
     */
    public static WaitReport measure(WaitPolicy policy, int idleMillis, int samples) throws InterruptedException {
        if (idleMillis <= 0) throw new IllegalArgumentException("nothing is seen in " + idleMillis + " ms");
        if (samples <= 0) throw new IllegalArgumentException("nothing is learnt from " + samples + " wake-ups");
        return new WaitProbe(policy.newIdle(), samples).run(idleMillis);
    }

    private WaitReport run(int idleMillis) throws InterruptedException {
        Thread waiting = new Thread(this::answer, "headrace-wait-probe");
        waiting.setDaemon(true);
        waiting.start();
        try {
            for (int i = 1; i <= WARM_UP; i++) ask(i);
            double idleCpu = watch(waiting, idleMillis);
            for (int i = 1; i <= latencies.length; i++) ask(WARM_UP + i);
            return new WaitReport(idle.policy(), idleCpu, latencies);
        } finally {
            asked = STOP;
            idle.wake();
            waiting.join();
        }
    }

    private static double watch(Thread waiting, int idleMillis) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (!threads.isThreadCpuTimeSupported()) return Double.NaN;
        long wallBefore = System.nanoTime();
        long cpuBefore = threads.getThreadCpuTime(waiting.getId());
        TimeUnit.MILLISECONDS.sleep(idleMillis);
        long cpu = threads.getThreadCpuTime(waiting.getId()) - cpuBefore;
        return Math.min(1, (double) cpu / (System.nanoTime() - wallBefore));
    }

    @SuppressWarnings("ThreadPriorityCheck") // offering the CPU is the point
    private void ask(int question) {
        LockSupport.parkNanos(PAUSE_NANOS);
        askedAt = System.nanoTime();
        asked = question;
        idle.wake();
        long deadline = askedAt + GIVE_UP_NANOS;
        while (answered != question) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("a thread that waits by " + idle.policy() + " did not see its work for "
                        + TimeUnit.NANOSECONDS.toSeconds(GIVE_UP_NANOS) + " s: has it a CPU to run on?");
            }
            Thread.yield();
        }
    }

    private void answer() {
        int seen = 0;
        while (true) {
            int question = asked;
            if (question == STOP) return;
            if (question == seen) {
                idle.idle(0);
                continue;
            }
            long latency = System.nanoTime() - askedAt;
            if (question > WARM_UP) latencies[question - WARM_UP - 1] = latency;
            seen = question;
            answered = question;
            idle.idle(1);
        }
    }
}
