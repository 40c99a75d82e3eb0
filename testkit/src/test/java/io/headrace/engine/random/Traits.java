package io.headrace.engine.random;

/**
 * What is known of a stream before it runs.
 *
 * @param inOrder whether the partitions and the order of the elements in them are promised; else a batch is a bag
 * @param gappy whether there may be no dataset for an interval in which one is due
 * @param slide how often it has a dataset, in batches
 * @param growth how many elements at most one element of an input becomes, in one batch
 */
record Traits(Kind kind, boolean inOrder, boolean gappy, int slide, int growth) {
    private static final int MOST_GROWTH = 60;

    /** Whether its batches stay small enough to be compared in no time. */
    boolean isSmall() {
        return growth <= MOST_GROWTH;
    }

    Traits of(Kind other) {
        return new Traits(other, inOrder, gappy, slide, growth);
    }

    Traits asBag() {
        return new Traits(kind, false, gappy, slide, growth);
    }

    Traits growing(int times) {
        return new Traits(kind, inOrder, gappy, slide, growth * times);
    }

    /** Always with a dataset when one is due. */
    Traits withoutGaps() {
        return new Traits(kind, inOrder, false, slide, growth);
    }

    Traits sliding(int batches) {
        return new Traits(kind, inOrder, gappy, batches, growth);
    }
}
