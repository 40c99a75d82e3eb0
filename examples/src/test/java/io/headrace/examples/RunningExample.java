package io.headrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An example's {@code main} at work in a thread of its own, with what it prints. Closing it interrupts the main thread, as ctrl-c ends a
 * program, and waits for its end.
 *
 * <p><b>Threading:</b> the test's thread; one example at a time, for the standard output is the process's.
 */
final class RunningExample implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;
    private static final String ENDED = "(the example has ended)";

    /** The {@code main} of an example. */
    interface Main {
        void run(String[] args) throws Exception;
    }

    private final PrintStream standardOutput = System.out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread thread;
    private volatile @Nullable Exception failure;

    private RunningExample(Main main, String[] args) {
        System.setOut(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
        thread = new Thread(() -> run(main, args), "main of the example");
        thread.start();
    }

    static RunningExample start(Main main, String... args) {
        return new RunningExample(main, args);
    }

    private void run(Main main, String[] args) {
        try {
            main.run(args);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed by the test
        } catch (Exception e) {
            failure = e;
        } finally {
            lines.add(ENDED);
        }
    }

    /** The next printed line that is as wanted. */
    String await(Predicate<String> wanted) throws InterruptedException {
        while (true) {
            String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new AssertionError("nothing more was printed after " + seen);
            if (line.equals(ENDED)) throw new AssertionError("the example has ended after " + seen, failure);
            seen.add(line);
            if (wanted.test(line)) return line;
        }
    }

    /** Waits until each of these lines has been printed, in whatever order. */
    void awaitLines(String... wanted) throws InterruptedException {
        List<String> missing = new ArrayList<>(List.of(wanted));
        while (!missing.isEmpty()) missing.remove(await(missing::contains));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test's own deadline
        }
        System.setOut(standardOutput);
        assertThat(thread.isAlive()).as("the example still runs").isFalse();
        if (failure != null) throw new AssertionError("the example failed after " + seen, failure);
    }

    /** Cuts what is printed into lines. */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            lines.add(line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        }
    }
}
