package io.headrace.engine.random;

import java.util.random.RandomGenerator;

/**
 * How a program is run.
 *
 * @param durable whether with a directory
 * @param restartBehind so many batches it is ended and started again; 0 for never
 * @param isHasty whether all batches become due at once
 * @param asObjects whether what is written on views is written on objects instead
 * @param outputs chooses what the outputs are: {@link OutputWay}
 */
record Setup(
        int workers,
        int concurrentJobs,
        boolean durable,
        int restartBehind,
        boolean isHasty,
        boolean asObjects,
        int outputs) {
    static Setup random(RandomGenerator random, int batches) {
        boolean durable = random.nextInt(4) == 0;
        return new Setup(
                random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(4),
                random.nextInt(4) == 0 ? 3 : 1,
                durable,
                durable && random.nextInt(2) == 0 ? 1 + random.nextInt(batches - 1) : 0,
                random.nextInt(4) == 0,
                false,
                random.nextInt(1000));
    }

    Setup withWorkers(int count) {
        return new Setup(count, concurrentJobs, durable, restartBehind, isHasty, asObjects, outputs);
    }

    Setup withJobs(int count) {
        return new Setup(workers, count, durable, restartBehind, isHasty, asObjects, outputs);
    }

    Setup restartedBehind(int batches) {
        return new Setup(workers, concurrentJobs, durable, batches, isHasty, asObjects, outputs);
    }

    Setup withoutDirectory() {
        return new Setup(workers, concurrentJobs, false, 0, isHasty, asObjects, outputs);
    }

    Setup unhurried() {
        return new Setup(workers, concurrentJobs, durable, restartBehind, false, asObjects, outputs);
    }

    /** All outputs are seen by functions. */
    Setup plain() {
        return new Setup(workers, concurrentJobs, durable, restartBehind, isHasty, asObjects, 0);
    }

    Setup onObjects() {
        return new Setup(workers, concurrentJobs, durable, restartBehind, isHasty, true, outputs);
    }

    /** Whether late batches are joined: those that are due at once are late, so batches run alone and joined by turns. */
    boolean joinsLate() {
        return isHasty && concurrentJobs == 1;
    }

    /** What the output of that step is. */
    OutputWay way(int step) {
        if (!durable) return OutputWay.FUNCTION;
        OutputWay[] ways = OutputWay.values();
        return ways[outputs / (1 + step) % ways.length];
    }

    String code() {
        return "  workers " + workers + ", concurrent jobs " + concurrentJobs
                + (durable ? ", with a directory, outputs " + outputs : "")
                + (restartBehind > 0 ? ", restarted behind batch " + restartBehind : "")
                + (isHasty ? ", all batches due at once" : "")
                + (joinsLate() ? ", joined when late" : "")
                + (asObjects ? ", objects instead of views" : "") + "\n";
    }
}
