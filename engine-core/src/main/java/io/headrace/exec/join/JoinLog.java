package io.headrace.exec.join;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.List;

/**
 * Writes a pane of a join into the entries of a {@link StateDelta}, as many rows into each as fit, and reads them back. A side's entries are of a kind.
 *
 * <pre>
 *          +------------+---------------+-----+--------+------------+ ...
 *   entry  | key length | record length | key | record | key length | ...
 *          +------------+---------------+-----+--------+------------+ ...
 *          0            4               8
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class JoinLog implements AutoCloseable {
    static final byte LEFT = 1;
    static final byte RIGHT = 2;

    /** What a row takes beside its record and its key. */
    static final int HEADER = 8;

    private static final int RECORD_LENGTH = 4;

    /** Where a restored block ends and the next one begins. */
    private static final long BLOCK_BYTES = 4 << 20;

    private final Node node;
    private final Operator.JoinViews join;
    private final KeyPlacer placer;
    private final boolean texts;
    private long entry; // that is open
    private int used; // of it

    /** @param placer which this owns */
    JoinLog(Node node, KeyPlacer placer, boolean texts) {
        this.node = node;
        this.join = (Operator.JoinViews) node.operator();
        this.placer = placer;
        this.texts = texts;
    }

    private String keyCodec() {
        return texts ? "text:1" : "long:1";
    }

    /** How rows are stored, in words. */
    String codecs() {
        return keyCodec() + "," + join.left().records() + "," + join.right().records();
    }

    StateForm form(long paneTicks) {
        return new StateForm(
                List.of(
                        kind(LEFT, join.left().records()),
                        kind(RIGHT, join.right().records())),
                paneTicks);
    }

    private EntryKind kind(byte kind, String records) {
        return new EntryKind(kind, EntryKind.Role.PANE, EntryKind.Contents.KEYED_ROWS, List.of(keyCodec(), records));
    }

    void write(JoinPane pane, StateDelta delta) throws InterruptedException {
        write(pane.left, LEFT, delta);
        write(pane.right, RIGHT, delta);
    }

    /** Block by block, and of each partition by partition: what is read back is in the order in which it came, partition by partition. */
    private void write(JoinSideRows side, byte kind, StateDelta delta) throws InterruptedException {
        entry = 0;
        for (int i = 0; i < side.blocks(); i++) {
            JoinBlock block = side.block(i);
            for (int partition = 0; partition < block.partitions(); partition++)
                write(side.shape(), block.rows(partition), kind, delta);
        }
        if (entry != 0) delta.commit(used);
    }

    private void write(RowShape shape, JoinRows rows, byte kind, StateDelta delta) throws InterruptedException {
        int most = delta.maxEntryLength();
        int left = rows.count();
        if (left == 0) return;
        for (long row = rows.first(); left > 0; left--, row = shape.next(row)) {
            int length = HEADER + shape.keyLength(row) + shape.recordLength(row);
            if (entry == 0 || used + length > most) {
                if (entry != 0) delta.commit(used);
                entry = delta.claim(0, kind, most);
                used = 0;
            }
            put(shape, row, entry + used);
            used += length;
        }
    }

    private static void put(RowShape shape, long row, long to) {
        int keyLength = shape.keyLength(row);
        int recordLength = shape.recordLength(row);
        RawMemory.putInt(to, keyLength);
        RawMemory.putInt(to + RECORD_LENGTH, recordLength);
        RawMemory.copyApart(shape.key(row), to + HEADER, keyLength);
        RawMemory.copyApart(row + RowShape.RECORD, to + HEADER + keyLength, recordLength);
    }

    /** Adds the rows of an entry, each where the program puts its key now; false when there is no memory. */
    boolean read(long address, int length, JoinSideRows side) {
        int at = 0;
        while (at < length) {
            int left = length - at - HEADER;
            int keyLength = left < 0 ? -1 : RawMemory.getInt(address + at);
            int recordLength = left < 0 ? -1 : RawMemory.getInt(address + at + RECORD_LENGTH);
            if (keyLength < 0
                    || recordLength < 0
                    || (long) keyLength + recordLength > left
                    || isNoKey(keyLength)
                    || !side.shape().fits(recordLength))
                throw new CorruptDataException(node.describe() + ": a row of a pane at byte " + at + " of " + length
                        + " has a key of " + keyLength + " bytes and a record of " + recordLength);
            long key = address + at + HEADER;
            if (!add(blockOf(side), side.shape(), key, keyLength, recordLength)) return false;
            at += HEADER + keyLength + recordLength;
        }
        return true;
    }

    private boolean isNoKey(int length) {
        return !texts && length != Long.BYTES;
    }

    private static JoinBlock blockOf(JoinSideRows side) {
        int blocks = side.blocks();
        JoinBlock last = blocks == 0 ? null : side.block(blocks - 1);
        return last == null || last.bytes() > BLOCK_BYTES ? side.addBlock() : last;
    }

    private boolean add(JoinBlock block, RowShape shape, long key, int keyLength, int recordLength) {
        long number = texts ? 0 : RawMemory.getLong(key);
        int partition = texts ? placer.partitionOfText(key, keyLength) : placer.partitionOfLong(number);
        long row = block.rows(partition).add(shape.bytes(keyLength, recordLength));
        if (row == JoinRows.FULL) return false;
        shape.begin(row, texts ? RowShape.wordOfText(key, keyLength) : number, keyLength, recordLength);
        RawMemory.copyApart(key + keyLength, row + RowShape.RECORD, recordLength);
        if (texts) RawMemory.copyApart(key, row + RowShape.RECORD + recordLength, keyLength);
        return true;
    }

    @Override
    public void close() {
        placer.close();
    }
}
