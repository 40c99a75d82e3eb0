package io.headrace.source;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Polls a source until something holds, with a deadline. */
final class Polling {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Polling() {}

    static void until(PolledSource source, RecordWriter out, BooleanSupplier holds) throws IOException {
        long start = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) fail("it did not come about within the deadline");
            source.poll(out);
        }
    }

    /** Polls until the source is lost, and answers how. */
    static IOException untilLost(PolledSource source, RecordWriter out) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < DEADLINE_NANOS) {
            try {
                source.poll(out);
            } catch (IOException e) {
                return e;
            }
        }
        return fail("the source was not lost within the deadline");
    }

    /** So often that all that was sent is there: nothing more comes. */
    static int idle(PolledSource source, RecordWriter out) throws IOException {
        int work = 0;
        for (int i = 0; i < 100; i++) work += source.poll(out);
        return work;
    }
}
