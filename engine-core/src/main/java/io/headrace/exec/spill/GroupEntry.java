package io.headrace.exec.spill;

import io.headrace.Tuple2;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A pair on its way into its key's group.
 *
 * <pre>
 *          +------+--------+-------+------+
 *   bytes  | hash | source | place | pair |      the sign of the source says whether the value is a combination
 *          +------+--------+-------+------+
 *          0      4        8       16
 * </pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param hash of the key
 * @param source which partition of which dataset it comes from, in the order of the records
 * @param place its number among all pairs, in the order of the records
 * @param isCombined whether its value is a combination of values, and not one of them
 */
record GroupEntry(int hash, int source, long place, boolean isCombined, Tuple2<?, ?> pair) {
    /**
     * Entries by the form of their pairs.
     *
     * <p><b>Threading:</b> as {@link RowForm}.
     */
    record Form(RowForm pairs) implements RowForm {
        private static final int SOURCE = 4;
        private static final int PLACE = 8;
        private static final int PAIR = 16;

        @Override
        public int encode(@Nullable Object row, long address, int capacity) {
            if (!(row instanceof GroupEntry entry)) throw new IllegalArgumentException("an entry is " + row);
            if (capacity < PAIR) return Codec.NO_ROOM;
            int length = pairs.encode(entry.pair, address + PAIR, capacity - PAIR);
            if (length == Codec.NO_ROOM) return Codec.NO_ROOM;
            RawMemory.putInt(address, entry.hash);
            RawMemory.putInt(address + SOURCE, entry.isCombined ? ~entry.source : entry.source);
            RawMemory.putLong(address + PLACE, entry.place);
            return PAIR + length;
        }

        @Override
        public Object decode(long address, int length) {
            int source = RawMemory.getInt(address + SOURCE);
            if (!(pairs.decode(address + PAIR, length - PAIR) instanceof Tuple2<?, ?> pair))
                throw new IllegalStateException("an entry without a pair");
            return new GroupEntry(
                    RawMemory.getInt(address),
                    source < 0 ? ~source : source,
                    RawMemory.getLong(address + PLACE),
                    source < 0,
                    pair);
        }
    }
}
