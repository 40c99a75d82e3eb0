package io.headrace.exec.fold;

import org.jspecify.annotations.Nullable;

/**
 * When the pairs of a fold are {@linkplain Staging staged}, and to which streams they are dealt: to some for each partition of the result.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param placer decides the partitions; only what it does without state is asked for
 * @param keysInTable so many go into a table before anything is staged
 * @param keysToMerge tables of so many keys together are staged too, rather than merged key by key
 * @param pairsInPeace so many may be staged before it matters whether they repeat keys
 */
record StagingPlan(KeyPlacer placer, long keysInTable, long keysToMerge, long pairsInPeace) {
    private static final int STREAMS = 128;

    /** Of more partitions each has a stream, which has a chunk at least. */
    private static final int MOST_PARTITIONS = 512;

    private static final long KEYS_IN_TABLE = 1 << 18; // 8 MiB of slots
    private static final long KEYS_TO_MERGE = 1 << 15;
    private static final long PAIRS_IN_PEACE = 1 << 22;

    /** For results of this placer; null where a partitioner of the user's decides, who may count how often it is asked. */
    static @Nullable StagingPlan of(KeyPlacer placer) {
        if (placer.isCustom() || placer.partitions() > MOST_PARTITIONS) return null;
        return new StagingPlan(placer, KEYS_IN_TABLE, KEYS_TO_MERGE, PAIRS_IN_PEACE);
    }

    int streams() {
        return placer.partitions() * streamsOfPartition();
    }

    int streamsOfPartition() {
        return Math.max(1, STREAMS / placer.partitions());
    }

    int streamOf(long key) {
        return placer.partOfLong(key, streamsOfPartition());
    }
}
