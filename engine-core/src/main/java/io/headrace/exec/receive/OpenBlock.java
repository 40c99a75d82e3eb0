package io.headrace.exec.receive;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockWriter;
import io.headrace.source.RecordWriter;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The block that a receiver fills: opened when a record comes, sealed when it is full or old, numbered, counted, published.
 *
 * <p>Time stands still within a step ({@link #begin}): what one poll brings arrived when the poll began.
 *
 * <p><b>Threading:</b> one thread at a time, but {@link #blockInterval} by any.
 */
final class OpenBlock implements AutoCloseable {
    /** What {@link #seal} answers when there was nothing to publish. */
    static final long NOTHING = -1;

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final int POSITION_BYTES = BlockFormat.MAX_POSITION_LENGTH;

    private final ReceiverSettings settings;
    private final int maxRecordLength;
    private final BlockRing ring;
    private final ReceiverCounters counters;
    private final ArrivalClock clock;
    private final @Nullable PendingPositions pending;
    private Door door = Door.open();
    private RateLimit limit = door.limit();
    private final BlockWriter writer = new BlockWriter();
    private volatile long intervalNanos;
    private long nextSequence;
    private boolean isShedding;
    private long stepNanos;
    private long stepArrival = UNKNOWN;
    /** Whether the arrival of what comes next is known: a record of this step came into this block. */
    private boolean isTimed;

    private long firstNanos;
    private long firstArrival;
    private long lastArrival;
    private long position;
    private int positionLength;
    /** Whether the position was given for the block that is open. */
    private boolean isPositionNew;

    /**
     * A receiver's blocks.
     *
     * @param lastPosition where the source stood behind the last logged block; may be empty
     * @param pending where to leave the positions of published blocks, or null
     */
    OpenBlock(
            ReceiverSettings settings,
            byte[] lastPosition,
            BlockRing ring,
            ReceiverCounters counters,
            InstantSource clock,
            @Nullable PendingPositions pending) {
        settings.checkFits(ring.blockSize());
        checkPosition(lastPosition.length);
        this.settings = settings;
        this.maxRecordLength = settings.maxRecordLength();
        this.ring = ring;
        this.counters = counters;
        this.clock = new ArrivalClock(clock);
        this.pending = pending;
        intervalNanos = settings.blockIntervalNanos();
        nextSequence = settings.firstSequence();
        position = NativeMemory.allocate(POSITION_BYTES, MemoryTag.ENGINE);
        positionLength = lastPosition.length;
        RawMemory.copyFromArray(lastPosition, 0, position, positionLength);
        begin();
    }

    /** Before the first record: who may come in. */
    void door(Door whose) {
        door = whose;
        limit = whose.limit();
        begin();
    }

    /** A step begins: reads the time, for intervals, which it answers. */
    long begin() {
        stepArrival = UNKNOWN;
        isTimed = false;
        stepNanos = clock.nanoTime();
        limit.accrue(stepNanos);
        isShedding = door.shedsNewest();
        return stepNanos;
    }

    /** Whether the input's rate lets a record in; if not, that is counted. */
    boolean isAdmitted() {
        if (limit.admits()) return true;
        door.limited().increment();
        return false;
    }

    /** How long the input's rate lets nothing in from this step on; 0 when it does. */
    long nanosToAdmission() {
        return limit.nanosToWait();
    }

    /** Whether records of this step are dropped though there may be room. */
    boolean isShedding() {
        return isShedding;
    }

    /** There is no room: fails, if that is the policy; true when the record is dropped, and false when it waits. */
    boolean isDroppedWhenFull() {
        door.checkBearsFull(settings.stream(), ring.slots());
        return door.dropsNewest();
    }

    /** A record was dropped because there is no room. */
    void dropped() {
        limit.took();
        door.dropped().increment();
    }

    /** When this step's records arrived, in nanoseconds since 1970. */
    long arrival() {
        if (stepArrival == UNKNOWN) stepArrival = clock.epochNanos();
        return stepArrival;
    }

    /** Whether there is a block to write into; false: the ring is full. */
    boolean ensureOpen() {
        if (writer.isOpen()) return true;
        Block block = ring.open();
        if (block == null) return false;
        open(block);
        return true;
    }

    private void open(Block block) {
        writer.open(block);
        isTimed = false;
    }

    /** As {@link RecordWriter#append}. */
    int append(long address, int length) {
        if (length > maxRecordLength) return RecordWriter.TOO_LONG;
        if (!limit.admits()) return RecordWriter.FULL;
        if (isShedding || !ensureOpen()) return noRoom();
        if (writer.append(address, length) != BlockWriter.APPENDED) {
            seal(); // the block is not empty, for the longest record fits an empty one
            if (!ensureOpen()) return noRoom();
            writer.append(address, length);
        }
        appended();
        return RecordWriter.APPENDED;
    }

    private int noRoom() {
        if (!door.dropsNewest()) return RecordWriter.FULL;
        dropped();
        return RecordWriter.APPENDED;
    }

    /** The longest record that may be claimed now; negative when not even an empty one fits the block. */
    int room() {
        return Math.min(maxRecordLength, writer.room());
    }

    /** Where to encode a record of at most {@link #room} bytes. End it with {@link #commit} or {@link #abort}. */
    long claim(int maxLength) {
        return writer.claim(maxLength);
    }

    void commit(int length) {
        writer.commit(length);
        appended();
    }

    void abort() {
        writer.abort();
    }

    private void appended() {
        limit.took();
        if (!isTimed) arrived();
    }

    /** Once a step and block: all records of a step arrived when it began. */
    private void arrived() {
        isTimed = true;
        lastArrival = arrival();
        if (writer.count() > 1) return;
        firstArrival = lastArrival;
        firstNanos = stepNanos;
    }

    /** Where the source stands behind the last record. */
    void position(long address, int length) {
        checkKeepsAll();
        checkPosition(length);
        if (length == Long.BYTES) RawMemory.putLong(position, RawMemory.getLong(address));
        else RawMemory.copy(address, position, length);
        positionLength = length;
        isPositionNew = true;
    }

    void position(byte[] bytes) {
        checkPosition(bytes.length);
        RawMemory.copyFromArray(bytes, 0, position, bytes.length);
        positionLength = bytes.length;
        isPositionNew = true;
    }

    /** The last position that was given, or the one at the start. */
    byte[] lastPosition() {
        byte[] bytes = new byte[positionLength];
        RawMemory.copyToArray(position, bytes, 0, positionLength);
        return bytes;
    }

    /** A position says that everything before it was taken in. */
    private void checkKeepsAll() {
        if (door.whenFull().drops())
            throw new IllegalStateException("stream " + settings.stream() + ": its source says where it stands, and its"
                    + " policy " + door.whenFull() + " may drop what came before; use BLOCK, SPILL or FAIL, or a source"
                    + " without positions");
    }

    private void checkPosition(int length) {
        if (length > POSITION_BYTES)
            throw new IllegalArgumentException("a source position of " + length + " bytes; at most " + POSITION_BYTES
                    + " are kept: use a shorter one, such as a key into the source's own table");
    }

    /** Whether no record lies in an open block. */
    boolean isEmpty() {
        return !writer.isOpen() || writer.count() == 0;
    }

    /** Publishes the records that there are; answers their block's sequence, or {@link #NOTHING}. */
    long seal() {
        if (isEmpty()) return NOTHING;
        long sequence = nextSequence++;
        if (isPositionNew && positionLength > 0) {
            writer.sourcePosition(position, positionLength);
            if (pending != null) pending.add(sequence, position, positionLength);
        }
        isPositionNew = false;
        int records = writer.count();
        int payload = writer.used() - BlockFormat.HEADER_LENGTH - records * BlockFormat.RECORD_HEADER_LENGTH;
        // the clock may have been set back in between
        writer.seal(settings.streamId(), sequence, firstArrival, Math.max(firstArrival, lastArrival));
        ring.publish();
        counters.records().add(records);
        counters.bytes().add(payload);
        counters.blocks().increment();
        return sequence;
    }

    /** Seals when the first record has been lying here for a block interval. */
    boolean sealIfDue() {
        return !isEmpty() && stepNanos - firstNanos >= intervalNanos && seal() != NOTHING;
    }

    /** How long the open block may stay open from this step on. */
    long nanosLeft() {
        return isEmpty() ? Long.MAX_VALUE : Math.max(0, firstNanos + intervalNanos - stepNanos);
    }

    /** Forgets the records of the open block. */
    void discard() {
        Block block = writer.isOpen() ? ring.open() : null;
        if (block != null) open(block);
        isPositionNew = false;
    }

    /** How long a record lies in an open block at most. */
    void blockInterval(long nanos) {
        if (nanos < 1) throw new IllegalArgumentException("a block interval of " + nanos + " ns; it must be positive");
        intervalNanos = nanos;
    }

    /** The sequence that the next block gets. */
    long nextSequence() {
        return nextSequence;
    }

    @Override
    public void close() {
        NativeMemory.free(position, POSITION_BYTES, MemoryTag.ENGINE);
        position = 0;
    }
}
