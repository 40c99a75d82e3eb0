package io.headrace.exec.sink;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often something outside is tried again, and after which pauses: they double up to ten seconds.
 *
 * <p><b>Threading:</b> immutable; any thread waits here.
 */
public final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final int retries;
    private final long firstPauseMillis;
    private final BooleanSupplier isOver;
    private final BiConsumer<String, Throwable> problems;

    /** One try. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries.
         *
         * @param again whether it was tried before
         * @return null when it is done; what went wrong when it may be tried again
         */
        @Nullable
        IOException once(boolean again) throws Exception;
    }

    private Retries(
            int retries, long firstPauseMillis, BooleanSupplier isOver, BiConsumer<String, Throwable> problems) {
        this.retries = retries;
        this.firstPauseMillis = firstPauseMillis;
        this.isOver = isOver;
        this.problems = problems;
    }

    /**
     * As the settings say.
     *
     * @param isOver whether the context is stopping: then nothing is tried again
     * @param problems is told what is tried again, and where
     */
    static Retries of(HeadraceConf conf, BooleanSupplier isOver, BiConsumer<String, Throwable> problems) {
        return new Retries(conf.sinkRetries(), conf.sinkRetryDelay().toMillis(), isOver, problems);
    }

    /**
     * Tries until it is done.
     *
     * @param where the output, in words
     * @param what is written to
     * @param batch what is written
     * @throws StreamingException when it was tried often enough
     * @throws InterruptedException when the context is stopping
     */
    public void run(String where, Object what, Object batch, Attempt attempt) throws Exception {
        long pause = firstPauseMillis;
        long begun = System.nanoTime();
        for (int tries = 1; ; tries++) {
            IOException problem = attempt.once(tries > 1);
            if (problem == null) return;
            if (isOver.getAsBoolean()) throw givenUp(what, problem);
            if (tries > retries) throw spent(what, tries, System.nanoTime() - begun, problem);
            LOG.warn("{}: {} could not write {}, and tries again in {} ms", where, what, batch, pause, problem);
            problems.accept(where, problem);
            pause(what, pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
    }

    private static StreamingException spent(Object what, int tries, long nanos, IOException problem) {
        return new StreamingException(
                String.format(
                        Locale.ROOT,
                        "%s could not be written, in %d tries within %.1f s: %s. Nothing is lost: make it writable and"
                                + " start the program again; headrace.sink.retries and headrace.sink.retry.delay say how"
                                + " long it is waited for",
                        what,
                        tries,
                        nanos / 1e9,
                        problem.getMessage()),
                problem);
    }

    private void pause(Object what, long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            if (isOver.getAsBoolean()) throw givenUp(what, null);
            Thread.sleep(1); // throws when the thread is told to end
        } while (System.nanoTime() - until < 0);
    }

    /** A stop that does not wait interrupts writers, which fail in ways of their own. */
    InterruptedException givenUp(Object what, @Nullable Throwable cause) {
        InterruptedException stopping =
                new InterruptedException("the context is stopping; " + what + " is not tried again");
        if (cause != null) stopping.initCause(cause);
        return stopping;
    }
}
