package io.headrace.engine.random;

import java.util.random.RandomGenerator;

/**
 * How a program is run.
 *
 * @param durable whether with a directory
 * @param restartBehind so many batches it is ended and started again; 0 for never
 * @param isHasty whether all batches become due at once
 */
record Setup(int workers, int concurrentJobs, boolean durable, int restartBehind, boolean isHasty) {
    static Setup random(RandomGenerator random, int batches) {
        boolean durable = random.nextInt(3) == 0;
        return new Setup(
                random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(4),
                random.nextInt(4) == 0 ? 3 : 1,
                durable,
                durable && random.nextInt(2) == 0 ? 1 + random.nextInt(batches - 1) : 0,
                random.nextInt(4) == 0);
    }

    String code() {
        return "  workers " + workers + ", concurrent jobs " + concurrentJobs
                + (durable ? ", with a directory" : "")
                + (restartBehind > 0 ? ", restarted behind batch " + restartBehind : "")
                + (isHasty ? ", all batches due at once" : "") + "\n";
    }
}
