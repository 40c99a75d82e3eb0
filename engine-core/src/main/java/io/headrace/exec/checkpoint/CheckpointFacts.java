package io.headrace.exec.checkpoint;

import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.MemoryBudget;
import io.headrace.wal.disk.Disk;
import java.time.InstantSource;
import java.util.List;

/**
 * What a context's checkpoints are made with.
 *
 * <p><b>Threading:</b> immutable; the parts as they say.
 *
 * @param operators those of the program, each with the tick that the last checkpoint has of it
 * @param logId 0 without a log
 * @param budget of what has changed since the last checkpoint
 */
public record CheckpointFacts(
        CheckpointDirectory directory,
        Disk disk,
        InstantSource clock,
        ContextSettings settings,
        JournalTypes types,
        List<OperatorRecord> operators,
        long logId,
        MemoryBudget budget) {}
