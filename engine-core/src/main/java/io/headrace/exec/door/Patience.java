package io.headrace.exec.door;

import com.sun.net.httpserver.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the server, and the end of their patience: who sends his request drop by drop, or takes no answer, holds a thread that
 * long, and then his connection is cut by interrupting it.
 *
 * <p><b>Threading:</b> any thread; {@link #check} by one.
 */
public final class Patience {
    private static final long IDLE_SECONDS = 5;

    private final long limitNanos;
    private final List<Worked> threads = new ArrayList<>();
    private final ThreadPoolExecutor pool;
    private int made;

    /** A thread, and since when it does what it does; 0 while it may take its time. */
    private static final class Worked extends Thread {
        private long since;
        private boolean isTimed;

        Worked(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }

        synchronized void begin() {
            since = System.nanoTime();
            isTimed = true;
        }

        synchronized void rest() {
            isTimed = false;
            Thread.interrupted(); // that of a task before: the limit came as it ended
        }

        synchronized void interruptAfter(long limitNanos) {
            if (!isTimed || System.nanoTime() - since < limitNanos) return;
            isTimed = false;
            interrupt();
        }
    }

    public Patience(String name, int threads, long limitNanos) {
        this.limitNanos = limitNanos;
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> thread(work, name)) {
                    @Override
                    protected void beforeExecute(Thread thread, Runnable task) {
                        if (thread instanceof Worked worked) worked.begin();
                    }

                    @Override
                    protected void afterExecute(Runnable task, Throwable thrown) {
                        if (Thread.currentThread() instanceof Worked worked) worked.rest();
                    }
                };
        pool.allowCoreThreadTimeOut(true);
    }

    private synchronized Thread thread(Runnable work, String name) {
        threads.removeIf(thread -> !thread.isAlive() && thread.getState() != Thread.State.NEW);
        Worked thread = new Worked(work, name + " " + made++);
        threads.add(thread);
        return thread;
    }

    public ThreadPoolExecutor pool() {
        return pool;
    }

    /**
     * Starts a server that works on these threads. Its own thread, which takes connections, is a daemon only when the one that starts it is; else
     * a server that nobody closed would keep the process alive.
     */
    public void start(HttpServer server) {
        Thread starting = new Thread(server::start, "starts a server");
        starting.setDaemon(true);
        starting.start();
        boolean wasInterrupted = Thread.interrupted();
        while (starting.isAlive()) {
            try {
                starting.join();
            } catch (InterruptedException e) {
                wasInterrupted = true; // it starts in no time, and half a server is none
            }
        }
        if (wasInterrupted) Thread.currentThread().interrupt();
    }

    /** The calling thread waits for something of ours, as long as it takes. */
    public void waiting() {
        if (Thread.currentThread() instanceof Worked worked) worked.rest();
    }

    /** The calling thread deals with its client, who has the limit's time from now on. */
    public void working() {
        if (Thread.currentThread() instanceof Worked worked) worked.begin();
    }

    /** Cuts off those who take too long. */
    public void check() {
        List<Worked> all;
        synchronized (this) {
            all = List.copyOf(threads);
        }
        all.forEach(thread -> thread.interruptAfter(limitNanos));
    }

    public void end() {
        pool.shutdownNow();
    }
}
