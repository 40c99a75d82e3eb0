package io.headrace.memory.block;

import static io.headrace.memory.block.BlockFormat.HEADER_LENGTH;
import static io.headrace.memory.block.BlockFormat.MAX_POSITION_LENGTH;
import static io.headrace.memory.block.BlockFormat.POSITION_LENGTH_OFFSET;
import static io.headrace.memory.block.BlockFormat.POSITION_OFFSET;
import static io.headrace.memory.block.BlockFormat.RECORD_HEADER_LENGTH;

import io.headrace.memory.Crc32c;
import io.headrace.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to an open block, then seals it: header and checksum are written last. One writer serves any number
 * of blocks, one after another, without garbage.
 *
 * <p>A record is copied in with {@link #append}, or encoded in place between {@link #claim} and {@link #commit}. What
 * does not fit is an answer: {@link #NO_ROOM} asks for the next block, {@link #TOO_LONG} says that no block of this
 * size will ever hold it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class BlockWriter {
    /** The record is in the block. */
    public static final int APPENDED = 0;

    /** This block has no room left for the record; an empty one has. */
    public static final int NO_ROOM = -1;

    /** The record is longer than a block of this size ever holds. */
    public static final int TOO_LONG = -2;

    private static final int NOTHING_CLAIMED = -1;
    private static final String NOT_OPEN = "no block is open; call open first";

    private final Crc32c crc = new Crc32c();
    private @Nullable Block block;
    private long address;
    private int capacity;
    private long next; // where the next record's length goes
    private long limit; // behind the last byte of the block; 0 while none is open
    private int count;
    private int claimed = NOTHING_CLAIMED;

    /** Begins an empty block in the given one, which learns its used length when it is sealed. */
    public void open(Block target) {
        open(target.address(), target.capacity());
        block = target;
        target.used(0);
    }

    /** Begins an empty block in these bytes; a block that was open is forgotten. */
    public void open(long address, int capacity) {
        if (capacity < HEADER_LENGTH + RECORD_HEADER_LENGTH)
            throw new IllegalArgumentException("a block of " + capacity
                    + " bytes cannot hold a record; the header alone is " + HEADER_LENGTH + " bytes");
        block = null;
        this.address = address;
        this.capacity = capacity;
        next = address + HEADER_LENGTH;
        limit = address + capacity;
        count = 0;
        claimed = NOTHING_CLAIMED;
        RawMemory.fill(address, HEADER_LENGTH, (byte) 0);
    }

    /** Copies a record in: {@link #APPENDED}, {@link #NO_ROOM} or {@link #TOO_LONG}. */
    public int append(long from, int length) {
        assert claimed == NOTHING_CLAIMED : "append between claim and commit";
        long payload = next + RECORD_HEADER_LENGTH;
        if ((length | (limit - payload - length)) < 0) return refusal(length);
        RawMemory.putInt(payload - RECORD_HEADER_LENGTH, length);
        RawMemory.copyApart(from, payload, length);
        next = payload + length;
        count++;
        return APPENDED;
    }

    /** As {@link #append(long, int)}, for {@code array[offset .. offset+length)}. */
    public int append(byte[] array, int offset, int length) {
        assert claimed == NOTHING_CLAIMED : "append between claim and commit";
        long payload = next + RECORD_HEADER_LENGTH;
        if ((length | (limit - payload - length)) < 0) return refusal(length);
        RawMemory.copyFromArray(array, offset, payload, length);
        RawMemory.putInt(payload - RECORD_HEADER_LENGTH, length);
        next = payload + length;
        count++;
        return APPENDED;
    }

    /**
     * Where to encode a record of at most {@code maxLength} bytes, or {@link #NO_ROOM} or {@link #TOO_LONG}; end it with
     * {@link #commit} or {@link #abort}. Who has no tight bound may claim all the {@link #room()} there is.
     */
    public long claim(int maxLength) {
        assert claimed == NOTHING_CLAIMED : "a second claim before commit or abort";
        long payload = next + RECORD_HEADER_LENGTH;
        if ((maxLength | (limit - payload - maxLength)) < 0) return refusal(maxLength);
        claimed = maxLength;
        return payload;
    }

    /** The claimed record is encoded and has this length. */
    public void commit(int length) {
        if ((length | (claimed - length)) < 0) throw new IllegalStateException(badCommit(length));
        RawMemory.putInt(next, length);
        next += RECORD_HEADER_LENGTH + (long) length;
        count++;
        claimed = NOTHING_CLAIMED;
    }

    /** The claimed record is not to be; the block is as it was before the claim. */
    public void abort() {
        claimed = NOTHING_CLAIMED;
    }

    /** Where the source stands behind the block's records: opaque bytes, up to 64. The last call before the seal counts. */
    public void sourcePosition(long from, int length) {
        beginPosition(length);
        RawMemory.copy(from, address + POSITION_OFFSET, length);
    }

    /** As {@link #sourcePosition(long, int)}, for {@code array[offset .. offset+length)}. */
    public void sourcePosition(byte[] array, int offset, int length) {
        beginPosition(length);
        RawMemory.copyFromArray(array, offset, address + POSITION_OFFSET, length);
    }

    /**
     * Writes header and checksum and closes the block.
     *
     * @param firstArrivalNanos when the first record arrived, in nanoseconds since 1970
     * @param lastArrivalNanos when the last one did
     * @return the used bytes, header included
     */
    public int seal(int streamId, long sequence, long firstArrivalNanos, long lastArrivalNanos) {
        if (limit == 0) throw new IllegalStateException(NOT_OPEN);
        if (claimed != NOTHING_CLAIMED) throw new IllegalStateException("seal between claim and commit");
        int used = (int) (next - address);
        RawMemory.putInt(address + BlockFormat.MAGIC_OFFSET, BlockFormat.MAGIC);
        RawMemory.putShort(address + BlockFormat.VERSION_OFFSET, (short) BlockFormat.VERSION);
        RawMemory.putShort(address + BlockFormat.FLAGS_OFFSET, (short) 0);
        RawMemory.putInt(address + BlockFormat.STREAM_OFFSET, streamId);
        RawMemory.putLong(address + BlockFormat.SEQUENCE_OFFSET, sequence);
        RawMemory.putInt(address + BlockFormat.RECORD_COUNT_OFFSET, count);
        RawMemory.putInt(address + BlockFormat.RECORD_BYTES_OFFSET, used - HEADER_LENGTH);
        RawMemory.putLong(address + BlockFormat.FIRST_ARRIVAL_OFFSET, firstArrivalNanos);
        RawMemory.putLong(address + BlockFormat.LAST_ARRIVAL_OFFSET, lastArrivalNanos);
        RawMemory.putInt(address + BlockFormat.CRC_OFFSET, BlockFormat.checksum(crc, address, used));
        if (block != null) block.used(used);
        close();
        return used;
    }

    /** Gives a sealed block another number: for who leaves out blocks before it. Costs a checksum of the block. */
    public void renumber(Block sealed, long sequence) {
        long at = sealed.address();
        if (RawMemory.getInt(at + BlockFormat.MAGIC_OFFSET) != BlockFormat.MAGIC || sealed.used() < HEADER_LENGTH)
            throw new IllegalStateException(
                    "renumber a block that is not sealed: " + sealed.used() + " bytes are used");
        RawMemory.putLong(at + BlockFormat.SEQUENCE_OFFSET, sequence);
        RawMemory.putInt(at + BlockFormat.CRC_OFFSET, BlockFormat.checksum(crc, at, sealed.used()));
    }

    public boolean isOpen() {
        return limit != 0;
    }

    /** Records in the open block. */
    public int count() {
        return count;
    }

    /** The longest record that still fits the open block, or {@link #NO_ROOM}. */
    public int room() {
        return (int) Math.max(NO_ROOM, limit - next - RECORD_HEADER_LENGTH);
    }

    /** The longest record that fits an empty block of the open one's size. */
    public int maxRecordLength() {
        return BlockFormat.maxRecordLength(capacity);
    }

    /** The used bytes of the open block, header included. */
    public int used() {
        return (int) (next - address);
    }

    private void close() {
        block = null;
        address = next = limit = 0;
        count = 0;
    }

    private int refusal(int length) {
        if (limit == 0) throw new IllegalStateException(NOT_OPEN);
        if (length < 0) throw new IllegalArgumentException("negative record length " + length);
        return length > maxRecordLength() ? TOO_LONG : NO_ROOM;
    }

    private void beginPosition(int length) {
        if (limit == 0) throw new IllegalStateException(NOT_OPEN);
        if (length < 0 || length > MAX_POSITION_LENGTH)
            throw new IllegalArgumentException(
                    "a source position of " + length + " bytes; at most " + MAX_POSITION_LENGTH
                            + " are kept: store a shorter one, such as a hash or a key into the source's own table");
        RawMemory.putByte(address + POSITION_LENGTH_OFFSET, (byte) length);
        RawMemory.fill(address + POSITION_OFFSET, MAX_POSITION_LENGTH, (byte) 0);
    }

    private String badCommit(int length) {
        return claimed == NOTHING_CLAIMED
                ? "commit without a claim"
                : "commit of " + length + " bytes after a claim of " + claimed
                        + "; claim what the longest encoding needs";
    }
}
