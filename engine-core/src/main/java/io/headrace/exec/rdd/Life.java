package io.headrace.exec.rdd;

import io.headrace.StreamingException;

/**
 * How long the data of a batch may be used: until the place where it is kept is given to another batch. Every handle on the data holds
 * the generation that the place had.
 *
 * <p><b>Threading:</b> the thread of the jobs ends a life; any thread looks.
 */
final class Life {
    /** Of data that belongs to no batch. */
    static final Life ENDLESS = new Life(new Place(), 0, 0);

    /** Where one batch after another is kept. */
    static final class Place {
        private volatile long generation;

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        void release() {
            generation = generation + 1;
        }
    }

    private final Place place;
    private final long generation;
    private final long incarnation;
    private final long sequence;

    Life(Place place, long incarnation, long sequence) {
        this.place = place;
        this.generation = place.generation;
        this.incarnation = incarnation;
        this.sequence = sequence;
    }

    boolean isOf(long incarnation, long sequence) {
        return this.incarnation == incarnation && this.sequence == sequence && !isOver();
    }

    boolean isOver() {
        return place.generation != generation;
    }

    void check() {
        if (isOver())
            throw new StreamingException(
                    "the data of batch " + batchId() + " was released; use remember(duration) to keep it"
                            + " longer, or collect() what is needed later");
    }

    /** Empty for data that belongs to no batch. */
    String batchId() {
        return this == ENDLESS ? "" : incarnation + "-" + sequence;
    }

    /** For what is drawn at random of the batch: the same whenever the batch is run. */
    long seed() {
        return incarnation * 0x9e3779b97f4a7c15L + sequence;
    }

    @Override
    public String toString() {
        return this == ENDLESS ? "data of no batch" : "the data of batch " + batchId();
    }
}
