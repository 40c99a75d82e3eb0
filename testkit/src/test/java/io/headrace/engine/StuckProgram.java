package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Has an output that lets nobody interrupt it, stops, and tries to begin again beside it: {@code StuckProgram DIRECTORY}. */
final class StuckProgram {
    private StuckProgram() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        StreamingContext stuck = context(directory);
        stuck.rateStream(1_000).foreachRDD(rdd -> {
            begun.countDown();
            while (true) awaitWhateverComes(never);
        });
        stuck.start();
        begun.await();
        stuck.stop(true);
        System.out.println("report: " + stuck.stopReport());
        stuck.close();
        System.out.println("closed");
        try (StreamingContext second = context(directory)) {
            second.rateStream(1_000).foreachRDD(rdd -> {});
            second.start();
            System.out.println("second: started");
        } catch (RuntimeException e) {
            System.out.println("second: " + e);
        }
    }

    private static StreamingContext context(Path directory) {
        return StreamingContext.builder("stuck")
                .batchInterval(Durations.milliseconds(10))
                .directory(directory)
                .set("headrace.stop.timeout", "100ms")
                .build();
    }

    private static void awaitWhateverComes(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            System.out.println("interrupted, and going on");
        }
    }
}
