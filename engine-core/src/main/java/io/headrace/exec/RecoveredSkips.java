package io.headrace.exec;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.job.KnownSkips;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.exec.journal.SkipRecord;
import io.headrace.exec.pass.RecordFilter;
import io.headrace.exec.pass.SkipSet;
import io.headrace.sink.BatchId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records that batches left out before a crash, and leave out again when they are run again.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
final class RecoveredSkips implements KnownSkips {
    private final Map<BatchId, SkipSet> skips = new HashMap<>();

    RecoveredSkips(Recovered recovered) {
        for (RecoveredBatch batch : recovered.rerun()) {
            if (batch.skipped().isEmpty()) continue;
            SkipSet set = new SkipSet();
            for (SkipRecord.Skipped skipped : batch.skipped())
                set.add(BlockId.of(skipped.stream(), skipped.block()), skipped.record());
            skips.put(batch.id(), set);
        }
    }

    @Override
    public @Nullable RecordFilter of(Batch batch) {
        return batch.isRerun() ? skips.get(batch.id()) : null;
    }
}
