package io.headrace.memory.block;

import static io.headrace.memory.block.BlockFormat.HEADER_LENGTH;
import static io.headrace.memory.block.BlockFormat.RECORD_HEADER_LENGTH;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;

/**
 * Reads a block from bytes that may be anything: no length is believed before it is held against the bytes there are.
 *
 * <p>{@link #wrap} is for bytes that come from outside (a file, a network): it checks header, checksum and every length
 * once, and says what is wrong instead of throwing. {@link #wrapTrusted} is for blocks that never left memory: it checks
 * the header only. In both cases each step checks the length it is about to follow; where one is wrong all the same, the
 * step throws {@link CorruptDataException}, for ending the loop would lose records in silence.
 *
 * <pre>{@code
 * if (reader.wrap(address, length) != BlockHealth.SOUND) report(reader.problem());
 * while (reader.next()) use(reader.recordAddress(), reader.recordLength());
 * }</pre>
 *
 * <p><b>Threading:</b> one thread at a time; any number of readers may read one block.
 */
public final class BlockReader {
    private final Crc32c crc = new Crc32c();
    private long address;
    private int usedLength;
    private int recordCount;
    private int positionLength;
    private int streamId;
    private long sequence;
    private long firstArrivalNanos;
    private long lastArrivalNanos;
    private int checksum;
    private long recordsEnd;
    private BlockHealth health = BlockHealth.NOT_A_BLOCK;
    private int found; // the value that belongs to the health: a version, a length, a checksum

    // The place: the next record begins at recordAddress + recordLength, the last one ends at end.
    private long recordAddress;
    private int recordLength;
    private long end;

    /** Looks at untrusted bytes: header, checksum, every length. Unless it says SOUND there are no records. */
    public BlockHealth wrap(long address, int capacity) {
        if (wrapTrusted(address, capacity) != BlockHealth.SOUND) return health;
        int actual = BlockFormat.checksum(crc, address, usedLength);
        if (actual != checksum) return refuse(BlockHealth.BAD_CHECKSUM, actual);
        return recordsAddUp() ? BlockHealth.SOUND : refuse(BlockHealth.BAD_RECORDS, recordCount);
    }

    /** Looks at bytes that were sealed in this process and never left memory: the header only. */
    public BlockHealth wrapTrusted(long address, int capacity) {
        this.address = address;
        if (capacity < HEADER_LENGTH) return refuse(BlockHealth.CUT_SHORT, capacity);
        int magic = RawMemory.getInt(address + BlockFormat.MAGIC_OFFSET);
        if (magic != BlockFormat.MAGIC) return refuse(BlockHealth.NOT_A_BLOCK, magic);
        int version = RawMemory.getShort(address + BlockFormat.VERSION_OFFSET) & 0xffff;
        int flags = RawMemory.getShort(address + BlockFormat.FLAGS_OFFSET) & 0xffff;
        if (version != BlockFormat.VERSION || (flags & ~BlockFormat.KNOWN_FLAGS) != 0)
            return refuse(BlockHealth.UNKNOWN_VERSION, version | flags << 16);
        streamId = RawMemory.getInt(address + BlockFormat.STREAM_OFFSET);
        sequence = RawMemory.getLong(address + BlockFormat.SEQUENCE_OFFSET);
        firstArrivalNanos = RawMemory.getLong(address + BlockFormat.FIRST_ARRIVAL_OFFSET);
        lastArrivalNanos = RawMemory.getLong(address + BlockFormat.LAST_ARRIVAL_OFFSET);
        checksum = RawMemory.getInt(address + BlockFormat.CRC_OFFSET);
        return wrapSizes(capacity, (flags & BlockFormat.FLAG_TIMESTAMPS) != 0);
    }

    private BlockHealth wrapSizes(int capacity, boolean timestamps) {
        int recordBytes = RawMemory.getInt(address + BlockFormat.RECORD_BYTES_OFFSET);
        int count = RawMemory.getInt(address + BlockFormat.RECORD_COUNT_OFFSET);
        int column = RawMemory.getInt(address + BlockFormat.TIMESTAMPS_OFFSET);
        int positionLength = RawMemory.getByte(address + BlockFormat.POSITION_LENGTH_OFFSET) & 0xff;
        if (recordBytes < 0) return refuse(BlockHealth.BAD_HEADER, recordBytes);
        if (count < 0 || count > recordBytes / RECORD_HEADER_LENGTH) return refuse(BlockHealth.BAD_HEADER, count);
        if (positionLength > BlockFormat.MAX_POSITION_LENGTH) return refuse(BlockHealth.BAD_HEADER, positionLength);
        if (column != (timestamps ? BlockFormat.timestampsOffset(recordBytes) : 0))
            return refuse(BlockHealth.BAD_HEADER, column);
        long used = timestamps ? column + 8L * count : HEADER_LENGTH + (long) recordBytes;
        if (used > capacity) return refuse(BlockHealth.CUT_SHORT, capacity);
        usedLength = (int) used;
        recordCount = count;
        this.positionLength = positionLength;
        recordsEnd = address + HEADER_LENGTH + recordBytes;
        rewind();
        health = BlockHealth.SOUND;
        return health;
    }

    private BlockHealth refuse(BlockHealth reason, int value) {
        found = value;
        usedLength = recordCount = positionLength = 0;
        recordsEnd = address + HEADER_LENGTH;
        rewind();
        health = reason;
        return health;
    }

    private boolean recordsAddUp() {
        long last = recordsEnd - RECORD_HEADER_LENGTH;
        long at = address + HEADER_LENGTH;
        int records = 0;
        for (; at <= last; records++) {
            int length = RawMemory.getInt(at);
            if (length < 0 || length > last - at) return false;
            at += RECORD_HEADER_LENGTH + length;
        }
        return at == recordsEnd && records == recordCount;
    }

    /** {@link #wrap}, for callers that have no better answer to damage than an exception. */
    public BlockReader wrapOrThrow(long address, int capacity) {
        if (wrap(address, capacity) != BlockHealth.SOUND) throw new CorruptDataException(problem());
        return this;
    }

    /** What the last wrap found, in words. */
    public String problem() {
        return switch (health) {
            case SOUND -> "the block is sound";
            case CUT_SHORT -> "block cut short: only " + found + " bytes are there";
            case NOT_A_BLOCK ->
                String.format("not a block: it begins with 0x%08x, not 0x%08x", found, BlockFormat.MAGIC);
            case UNKNOWN_VERSION ->
                "block of version " + (found & 0xffff) + " with flags 0x" + Integer.toHexString(found >>> 16)
                        + "; this build reads version " + BlockFormat.VERSION + ": was it written by a newer one?";
            case BAD_HEADER -> "block header contradicts itself: " + found + " cannot be";
            case BAD_CHECKSUM ->
                String.format("block damaged: its bytes have CRC32C 0x%08x, not 0x%08x", found, checksum);
            case BAD_RECORDS -> "the lengths of the records do not add up to the block's " + found + " records";
        };
    }

    /** Goes to the next record; false behind the last one. */
    public boolean next() {
        long at = recordAddress + recordLength;
        long last = end - RECORD_HEADER_LENGTH;
        if (at > last) return more(at);
        int length = RawMemory.getInt(at);
        if (length < 0 || length > last - at) throw damaged(at, length);
        recordAddress = at + RECORD_HEADER_LENGTH;
        recordLength = length;
        return true;
    }

    public long recordAddress() {
        return recordAddress;
    }

    public int recordLength() {
        return recordLength;
    }

    /** Where the next record begins, with its length: for loops that keep the place themselves, in a register. */
    public long place() {
        return recordAddress + recordLength;
    }

    /** Whether a record begins at a place; the reader stays where it is. */
    public boolean hasRecordAt(long place) {
        if (place <= end - RECORD_HEADER_LENGTH) return true;
        // not what it answers: of a loop that is left here for certain the compiler knows that the call changes nothing
        more(place);
        return false;
    }

    /** How long the payload of the record is that {@linkplain #hasRecordAt begins} at a place. */
    public int lengthAt(long place) {
        int length = RawMemory.getInt(place);
        if (length < 0 || length > end - RECORD_HEADER_LENGTH - place) throw damaged(place, length);
        return length;
    }

    /** Stands on the record with this payload; with a length of 0 at a {@link #place}, before the record there. */
    public void standAt(long payload, int length) {
        recordAddress = payload;
        recordLength = length;
    }

    /** Shows all records from here to the end. A {@link #next} loop is as fast, unless all records have one length. */
    public void forEach(RecordVisitor visitor) {
        long last = end - RECORD_HEADER_LENGTH;
        long at = showAlike(visitor, recordAddress + recordLength, last);
        while (at <= last) {
            int length = RawMemory.getInt(at);
            if (length < 0 || length > last - at) throw damaged(at, length);
            at += RECORD_HEADER_LENGTH;
            visitor.record(at, length);
            at += length;
        }
        recordAddress = at;
        recordLength = 0;
        more(at);
    }

    /**
     * Shows the records as long as they are as long as the first: then the next place follows from a known number
     * instead of a load, and the processor does not wait for one length before it fetches the next.
     *
     * @return where the first record of another length begins
     */
    private static long showAlike(RecordVisitor visitor, long at, long last) {
        if (at > last) return at;
        int length = RawMemory.getInt(at);
        if (length < 0) return at;
        while (length <= last - at && RawMemory.getInt(at) == length) {
            visitor.record(at + RECORD_HEADER_LENGTH, length);
            at += RECORD_HEADER_LENGTH + (long) length;
        }
        return at;
    }

    /** Before the first of all records. */
    public void rewind() {
        recordAddress = address + HEADER_LENGTH;
        recordLength = 0;
        end = recordsEnd;
    }

    /** Before record {@code from}, with record {@code to} (exclusive) as the end, until the next {@link #rewind}. */
    public void slice(int from, int to) {
        if (from < 0 || from > to || to > recordCount)
            throw new IndexOutOfBoundsException(
                    "records " + from + " to " + to + " of a block with " + recordCount + " records");
        rewind();
        skip(from);
        int mark = mark();
        skip(to - from);
        end = recordAddress + recordLength;
        resume(mark);
    }

    /** The place before the next record, for {@link #resume}, also by another reader of the same block. */
    public int mark() {
        return (int) (recordAddress + recordLength - address);
    }

    /** Goes back (or forth) to a marked place; the end stays what it was. */
    public void resume(int mark) {
        if (mark < HEADER_LENGTH || mark > end - address)
            throw new IndexOutOfBoundsException(
                    "mark " + mark + " is outside the records at " + HEADER_LENGTH + " to " + (end - address));
        recordAddress = address + mark;
        recordLength = 0;
    }

    /** Which record has its payload at this address, counted from 0; -1 when none has. Walks: for messages only. */
    public int indexOf(long payload) {
        long at = address + HEADER_LENGTH;
        for (int i = 0; i < recordCount && at < payload; i++) {
            if (at + RECORD_HEADER_LENGTH == payload) return i;
            at += RECORD_HEADER_LENGTH + RawMemory.getInt(at);
        }
        return -1;
    }

    private void skip(int records) {
        for (int i = 0; i < records; i++) {
            if (!next()) throw damaged(recordAddress, 0);
        }
    }

    /** Never true: at the end, or damaged. */
    private boolean more(long at) {
        if (at != end) throw damaged(at, -1);
        return false;
    }

    private CorruptDataException damaged(long at, int length) {
        return new CorruptDataException("stream " + streamId + ", block " + sequence + ": at byte " + (at - address)
                + " of " + usedLength + " a record of length " + length + " cannot be");
    }

    public long address() {
        return address;
    }

    /** What the last wrap found. */
    public BlockHealth health() {
        return health;
    }

    /** All bytes of the block, header included. */
    public int usedLength() {
        return usedLength;
    }

    public int recordCount() {
        return recordCount;
    }

    /** Bytes of lengths and payloads. */
    public int recordBytes() {
        return (int) (recordsEnd - address) - HEADER_LENGTH;
    }

    public int streamId() {
        return streamId;
    }

    public long sequence() {
        return sequence;
    }

    /** Nanoseconds since 1970. */
    public long firstArrivalNanos() {
        return firstArrivalNanos;
    }

    /** Nanoseconds since 1970. */
    public long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    /** The checksum that the header carries. */
    public int checksum() {
        return checksum;
    }

    public long positionAddress() {
        return address + BlockFormat.POSITION_OFFSET;
    }

    /** 0 where the source gave no position. */
    public int positionLength() {
        return positionLength;
    }

    public boolean hasTimestamps() {
        return recordsEnd - address < usedLength;
    }

    /** The timestamp of a record, where the block {@linkplain #hasTimestamps has} them. */
    public long timestamp(int record) {
        if (!hasTimestamps() || record < 0 || record >= recordCount)
            throw new IndexOutOfBoundsException("timestamp of record " + record + " of " + recordCount
                    + (hasTimestamps() ? "" : " in a block without timestamps"));
        return RawMemory.getLong(address + usedLength - 8L * (recordCount - record));
    }
}
