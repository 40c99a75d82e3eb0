package io.headrace.exec.journal;

import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.wal.format.RecordType;

/**
 * Which blocks a batch consists of, and where every input stands behind it. All that a restart must know of the time before is in
 * the last of these.
 *
 * <pre>
 *    0  version          2
 *    2  inputs           2
 *    4  (zero)           4
 *    8  incarnation      8
 *   16  sequence         8
 *   24  tick             8
 *   32  time             8   milliseconds since 1970
 *   40  for each input, by ascending stream id, packed:
 *        0  first block     8   the batch has the blocks [first, end)
 *        8  end             8   and the next block of the input is end, or a later one
 *       16  flags           1   1 an input of explicit batches; 2 it has no dataset for this interval;
 *                                4 its blocks are of files
 *       17  position length 1   0 to 64
 *       18  source position …   opaque; of the last block before this record that had one
 * </pre>
 *
 * <p>Written from front to back by {@link #begin}, {@link #stream} for each input, {@link #end}; read by {@link #wrap}, which checks
 * everything, and then {@link #next} for each input.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class AllocRecord {
    /** An input of explicit batches. */
    public static final int EXPLICIT = 1;

    /** It has no dataset for this interval. */
    public static final int NO_DATASET = 2;

    /** Its blocks say which files they are of: those are not taken again. */
    public static final int FILES = 4;

    private static final int INPUTS = 2;
    private static final int INCARNATION = 8;
    private static final int SEQUENCE = 16;
    private static final int TICK = 24;
    private static final int TIME = 32;
    private static final int HEADER = 40;

    private static final int END = 8;
    private static final int FLAGS = 16;
    private static final int POSITION_LENGTH = 17;
    private static final int STREAM_HEADER = 18;

    private long address;
    private long at; // the shown input's, or where the next one is written
    private long after; // where the input behind the shown one stands
    private int left;

    /** So many bytes are enough for the record of a program with so many inputs. */
    public static int maxLength(int streams) {
        return HEADER + streams * (STREAM_HEADER + BlockFormat.MAX_POSITION_LENGTH);
    }

    /** Begins a record at {@code to}, where there is room for {@link #maxLength}. */
    public void begin(long to, int streams, long incarnation, long sequence, long tick, long timeMillis) {
        RawMemory.putShort(to, (short) Layout.VERSION);
        RawMemory.putShort(to + INPUTS, (short) streams);
        RawMemory.putInt(to + 4, 0);
        RawMemory.putLong(to + INCARNATION, incarnation);
        RawMemory.putLong(to + SEQUENCE, sequence);
        RawMemory.putLong(to + TICK, tick);
        RawMemory.putLong(to + TIME, timeMillis);
        address = to;
        at = to + HEADER;
    }

    /** The next input, by ascending stream id. */
    public void stream(long first, long end, int flags, long position, int positionLength) {
        RawMemory.putLong(at, first);
        RawMemory.putLong(at + END, end);
        RawMemory.putByte(at + FLAGS, (byte) flags);
        RawMemory.putByte(at + POSITION_LENGTH, (byte) positionLength);
        if (positionLength > 0) RawMemory.copy(position, at + STREAM_HEADER, positionLength);
        at += STREAM_HEADER + positionLength;
    }

    /** The length of the record that was begun. */
    public int end() {
        return (int) (at - address);
    }

    /** Shows a record, before its first input. */
    public AllocRecord wrap(long address, int length) {
        Layout.check(RecordType.ALLOC, address, length, HEADER);
        this.address = address;
        long end = address + length;
        rewind();
        while (left > 0) {
            if (end - after < STREAM_HEADER) throw corrupt("it ends within input " + (streams() - left));
            next();
            if (after > end) throw corrupt("it ends within the source position of input " + (streams() - left - 1));
            checkStream();
        }
        if (after != end) throw corrupt((end - after) + " bytes stand behind its last input");
        rewind();
        return this;
    }

    private void checkStream() {
        boolean emptyRange = first() == endBlock();
        if (first() < 0 || endBlock() < first() || endBlock() > Layout.MAX_BLOCK)
            throw corrupt("the blocks from " + first() + " to " + endBlock());
        if ((flags() & ~(EXPLICIT | NO_DATASET | FILES)) != 0
                || (flags() & (EXPLICIT | FILES)) == FILES
                || ((flags() & NO_DATASET) != 0 && !(emptyRange && (flags() & EXPLICIT) != 0)))
            throw corrupt("flags 0x" + Integer.toHexString(flags()) + " of an input with the blocks from " + first()
                    + " to " + endBlock());
        if (positionLength() > BlockFormat.MAX_POSITION_LENGTH)
            throw corrupt("a source position of " + positionLength() + " bytes");
    }

    private static RuntimeException corrupt(String what) {
        return Layout.corrupt(RecordType.ALLOC, what);
    }

    /** Before the first input again. */
    public void rewind() {
        left = streams();
        after = address + HEADER;
    }

    /** Goes to the next input; only as often as there are {@link #streams}. */
    public void next() {
        at = after;
        after = at + STREAM_HEADER + positionLength();
        left--;
    }

    public int streams() {
        return RawMemory.getShort(address + INPUTS) & 0xffff;
    }

    public long incarnation() {
        return RawMemory.getLong(address + INCARNATION);
    }

    public long sequence() {
        return RawMemory.getLong(address + SEQUENCE);
    }

    public long tick() {
        return RawMemory.getLong(address + TICK);
    }

    public long timeMillis() {
        return RawMemory.getLong(address + TIME);
    }

    /** Of the shown input, as what follows. */
    public long first() {
        return RawMemory.getLong(at);
    }

    public long endBlock() {
        return RawMemory.getLong(at + END);
    }

    public int flags() {
        return RawMemory.getByte(at + FLAGS) & 0xff;
    }

    public int positionLength() {
        return RawMemory.getByte(at + POSITION_LENGTH) & 0xff;
    }

    public long positionAddress() {
        return at + STREAM_HEADER;
    }
}
