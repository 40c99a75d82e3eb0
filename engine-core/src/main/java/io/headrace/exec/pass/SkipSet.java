package io.headrace.exec.pass;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of records to leave out.
 *
 * <p><b>Threading:</b> filled by one thread, then read by any.
 */
public final class SkipSet implements RecordFilter {
    private final Map<Long, BitSet> recordsOfBlock = new HashMap<>();

    public SkipSet add(long blockId, int record) {
        recordsOfBlock.computeIfAbsent(blockId, id -> new BitSet()).set(record);
        return this;
    }

    public boolean isEmpty() {
        return recordsOfBlock.isEmpty();
    }

    @Override
    public boolean concerns(long blockId) {
        return recordsOfBlock.containsKey(blockId);
    }

    @Override
    public boolean leavesOut(long blockId, int record) {
        BitSet records = recordsOfBlock.get(blockId);
        return records != null && records.get(record);
    }
}
