package io.headrace.exec.graph;

import io.headrace.exec.data.BlockAccess;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.state.StateHome;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.table.KeyGroups;

/**
 * What evaluators are made with.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param workers that run tasks; the threads that evaluate beside them are {@code evaluators} in all
 * @param evaluators how many {@link io.headrace.exec.data.Worker}s there are, by whose index passes are found
 * @param slots how many batches are under way at once
 * @param defaultPartitions of keyed results for which the program names no number
 * @param codecs of the values that streams keep
 * @param mostEntryBytes the longest change of state that can be logged
 * @param stateHome where states go that find no room in memory
 * @param spill where rows go that outgrow the heap
 * @param triesOutputs see {@link Graph}
 */
public record GraphSettings(
        int workers,
        int evaluators,
        int slots,
        KeyGroups groups,
        int defaultPartitions,
        HintedCodecs codecs,
        BlockAccess blocks,
        MemoryBudget budget,
        int mostEntryBytes,
        StateHome stateHome,
        SpillSpace spill,
        boolean triesOutputs) {}
