package io.headrace.exec.eval;

import io.headrace.Tuple2;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.plan.Node;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of objects into the entries of a {@link StateDelta}, as many into each as fit, and reads them back.
 *
 * <pre>
 *          +-----------+--------+-------+--------+-------+ ...
 *   entry  | partition | length | row   | length | row   |
 *          +-----------+--------+-------+--------+-------+ ...
 *          0           4        8
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class RowCodec {
    private static final int PARTITION_BYTES = 4;
    private static final int LENGTH_BYTES = 4;

    private final Codec<@Nullable Object> codec;
    private final Node node;

    /** @param node whose rows they are */
    public RowCodec(Codec<@Nullable Object> codec, Node node) {
        this.codec = codec;
        this.node = node;
    }

    public String id() {
        return codec.id();
    }

    /** Writes the rows of a partition; none make no entry. */
    public void write(StateDelta delta, byte kind, int partition, Iterable<?> rows) throws InterruptedException {
        long entry = 0;
        int used = 0;
        for (Object row : rows) {
            int length = entry == 0 ? Codec.NO_ROOM : put(row, entry + used, delta.maxEntryLength() - used);
            if (length == Codec.NO_ROOM) {
                if (entry != 0) delta.commit(used);
                entry = delta.claim(0, kind, delta.maxEntryLength());
                RawMemory.putInt(entry, partition);
                used = PARTITION_BYTES;
                length = put(row, entry + used, delta.maxEntryLength() - used);
                if (length == Codec.NO_ROOM) throw tooLong(delta);
            }
            used += LENGTH_BYTES + length;
        }
        if (entry != 0) delta.commit(used);
    }

    /** Says that there is such a partition, and nothing in it. */
    public void writeNone(StateDelta delta, byte kind, int partition) throws InterruptedException {
        RawMemory.putInt(delta.claim(0, kind, PARTITION_BYTES), partition);
        delta.commit(PARTITION_BYTES);
    }

    private int put(@Nullable Object row, long to, int capacity) {
        if (capacity < LENGTH_BYTES) return Codec.NO_ROOM;
        int length = encode(row, to + LENGTH_BYTES, capacity - LENGTH_BYTES);
        if (length != Codec.NO_ROOM) RawMemory.putInt(to, length);
        return length;
    }

    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    private int encode(@Nullable Object row, long to, int capacity) {
        try {
            return codec.encode(row, to, capacity);
        } catch (RuntimeException e) {
            throw OperatorFailedException.ofKey(node, row instanceof Tuple2<?, ?> pair ? pair._1() : row, e);
        }
    }

    /** Writes one row by itself: its length. */
    public int encodeOne(@Nullable Object row, long to, int capacity, StateDelta delta) {
        int length = encode(row, to, capacity);
        if (length == Codec.NO_ROOM) throw tooLong(delta);
        return length;
    }

    /** Reads what {@link #encodeOne} wrote. */
    public @Nullable Object decodeOne(long address, int length) {
        return codec.decode(address, length);
    }

    private IllegalStateException tooLong(StateDelta delta) {
        return new IllegalStateException(node.describe() + " keeps a row that takes more than " + delta.maxEntryLength()
                + " bytes, the longest that is logged: make blocks larger (headrace.block.bytes), or rows smaller");
    }

    /** The partition whose rows an entry holds. */
    public int partition(long address, int length) {
        if (length < PARTITION_BYTES) throw damaged(length);
        return RawMemory.getInt(address);
    }

    /** Shows the rows of an entry. */
    public void read(long address, int length, Consumer<@Nullable Object> rows) {
        int at = PARTITION_BYTES;
        while (at < length) {
            int row = length - at < LENGTH_BYTES ? -1 : RawMemory.getInt(address + at);
            if (row < 0 || row > length - at - LENGTH_BYTES) throw damaged(length);
            rows.accept(codec.decode(address + at + LENGTH_BYTES, row));
            at += LENGTH_BYTES + row;
        }
    }

    private CorruptDataException damaged(int length) {
        return new CorruptDataException(
                node.describe() + ": an entry of " + length + " bytes does not hold whole rows");
    }
}
