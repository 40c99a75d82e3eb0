package io.headrace.exec.graph;

import io.headrace.exec.data.BlockAccess;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.table.KeyGroups;
import org.jspecify.annotations.Nullable;

/**
 * What evaluators are made with.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param workers that run tasks; the threads that evaluate beside them are {@code evaluators} in all
 * @param evaluators how many {@link io.headrace.exec.data.Worker}s there are, by whose index passes are found
 * @param slots how many batches are under way at once
 * @param defaultPartitions of keyed results for which the program names no number
 * @param dynamic the codec of values whose type is not known
 * @param mostEntryBytes the longest change of state that can be logged
 * @param triesOutputs see {@link Graph}
 */
public record GraphSettings(
        int workers,
        int evaluators,
        int slots,
        KeyGroups groups,
        int defaultPartitions,
        Codec<@Nullable Object> dynamic,
        BlockAccess blocks,
        MemoryBudget budget,
        int mostEntryBytes,
        boolean triesOutputs) {}
