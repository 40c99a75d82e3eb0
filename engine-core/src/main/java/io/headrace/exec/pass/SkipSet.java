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

    /** Sees one record that is left out. */
    @FunctionalInterface
    public interface Visitor<E extends Exception> {
        void visit(long blockId, int record) throws E;
    }

    /** Shows every record. */
    public <E extends Exception> void forEach(Visitor<E> visitor) throws E {
        for (Map.Entry<Long, BitSet> entry : recordsOfBlock.entrySet()) {
            BitSet records = entry.getValue();
            for (int i = records.nextSetBit(0); i >= 0; i = records.nextSetBit(i + 1)) visitor.visit(entry.getKey(), i);
        }
    }
}
