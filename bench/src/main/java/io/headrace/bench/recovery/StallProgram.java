package io.headrace.bench.recovery;

import io.headrace.Durations;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.wal.Durability;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * A running count by key, a hundredth of the keys in each batch: {@code StallProgram NONE|OFF|PROCESS|… DIRECTORY KEYS BATCHES}. Prints how long
 * its batches took, in nanoseconds, once all keys are there and it is warm: the median, the 99th and 99.9th percentile, and the longest.
 * {@code NONE} is without a directory, so without checkpoints.
 *
 * <p><b>Threading:</b> the main thread waits; the rest is of the thread of the jobs.
 */
final class StallProgram {
    private static final long BATCH_MILLIS = 20;
    private static final int WARM_UP = 250;

    private final int touched;
    private final long[] nanos;
    private final CountDownLatch done = new CountDownLatch(1);
    private int seen;

    private StallProgram(int keys, int batches) {
        touched = CountedKeys.touched(keys);
        nanos = new long[batches];
    }

    public static void main(String[] args) throws InterruptedException {
        int keys = Integer.parseInt(args[2]);
        StallProgram program = new StallProgram(keys, Integer.parseInt(args[3]));
        StreamingContextBuilder builder =
                StreamingContext.builder("stall").batchInterval(Durations.milliseconds(BATCH_MILLIS));
        if (!args[0].equals("NONE")) builder.directory(args[1]).durability(Durability.valueOf(args[0]));
        try (StreamingContext context = builder.build()) {
            program.count(context, keys);
        }
        System.out.println(program.figures());
    }

    private void count(StreamingContext context, int keys) throws InterruptedException {
        context.addBatchTimes((time, records, scheduling, processing) -> took(records, processing));
        context.batchStream(new CountedKeys(keys))
                .mapToPair(key -> new Tuple2<>(key, 1L))
                .mapWithState(StateSpec.<Long, Long, Long, Long>function((key, value, state) -> {
                    long count = value.orElse(0L) + (state.exists() ? state.get() : 0L);
                    state.update(count);
                    return count;
                }))
                .foreachRDD(rdd -> rdd.count());
        context.start();
        while (done.getCount() > 0 && !context.awaitTerminationOrTimeout(10)) {
            // the last batch ends it
        }
    }

    private void took(long records, long processing) {
        if (records != touched || done.getCount() == 0) return;
        int index = seen++ - WARM_UP;
        if (index >= 0) nanos[index] = processing;
        if (index == nanos.length - 1) done.countDown();
    }

    private String figures() {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] + " " + at(0.99) + " " + at(0.999) + " " + nanos[nanos.length - 1];
    }

    private long at(double part) {
        return nanos[(int) Math.min(nanos.length - 1, Math.ceil(nanos.length * part) - 1)];
    }
}
