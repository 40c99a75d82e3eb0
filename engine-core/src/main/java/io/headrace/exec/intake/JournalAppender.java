package io.headrace.exec.intake;

import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into the log: enters new types first, and leaves a full disk alone for a while before it is asked again. Without a log
 * everything is taken, and goes nowhere.
 *
 * <p><b>Threading:</b> the intake.
 */
final class JournalAppender {
    private static final Logger LOG = LoggerFactory.getLogger(JournalAppender.class);
    private static final long WARNING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final @Nullable Log log;
    private final JournalTypes types;
    private final IntakeCounters counters;
    private final long retryNanos;
    private final Runnable noRoom;
    private boolean isFull;
    private boolean isShort;
    private boolean hasWarned;
    private long retryAt;
    private long retryBlocksAt;
    private long warnAgainAt;

    /** @param noRoom is told each time that the disk becomes full */
    JournalAppender(@Nullable Log log, JournalTypes types, IntakeCounters counters, long retryNanos, Runnable noRoom) {
        this.log = log;
        this.types = types;
        this.counters = counters;
        this.retryNanos = retryNanos;
        this.noRoom = noRoom;
    }

    boolean isOn() {
        return log != null;
    }

    /** Whether acknowledged records must survive a power cut. */
    boolean survivesPowerCut() {
        return log != null && log.durability().survivesPowerCut();
    }

    /** Whether the log had no room the last time. */
    boolean isFull() {
        return isFull;
    }

    /** The place of the record, or {@link Log#NO_ROOM}: then the same is to be tried again later. */
    long append(RecordType type, long address, int length) {
        if (log == null) return 0;
        return isReady(log) ? counted(log.append(type, address, length), length) : Log.NO_ROOM;
    }

    private boolean isReady(Log to) {
        return !(isFull && System.nanoTime() - retryAt < 0) && enterTypes(to);
    }

    /**
     * As {@link #append}, of a sealed block, whose own checksum is used for the record too. Blocks leave room for what takes them away: the records of batches are appended where a block no
     * longer is.
     */
    long appendBlock(long address, int length) {
        if (log == null) return 0;
        if (isShort && System.nanoTime() - retryBlocksAt < 0) return Log.NO_ROOM;
        if (!hasRoomAhead(log)) {
            if (!isShort) noRoom.run();
            isShort = true;
            retryBlocksAt = System.nanoTime() + retryNanos;
            tellFull(length);
            return Log.NO_ROOM;
        }
        isShort = false;
        if (!isReady(log)) return Log.NO_ROOM;
        int checksum = RawMemory.getInt(address + BlockFormat.CRC_OFFSET);
        return counted(
                log.appendChecked(RecordType.BLOCK, address, length, BlockFormat.CHECKED_OFFSET, checksum), length);
    }

    private static boolean hasRoomAhead(Log log) {
        try {
            return log.hasRoomAhead();
        } catch (IOException e) {
            throw new UncheckedIOException("the log's next roll cannot be reserved", e);
        }
    }

    /** Sequence of the last record; 0 without a log. */
    long lastSequence() {
        return log == null ? 0 : log.lastSequence();
    }

    /** Records up to here survive a power cut. */
    long durableSequence() {
        return log == null ? 0 : log.durableSequence();
    }

    /** What is in use must be known to the log before; see {@link JournalTypes}. */
    private boolean enterTypes(Log to) {
        for (byte[] entry = types.peek(); entry != null; entry = types.peek()) {
            if (enter(to, entry) == Log.NO_ROOM) return false;
            types.remove();
        }
        return true;
    }

    private long enter(Log to, byte[] entry) {
        long copy = NativeMemory.allocate(entry.length, MemoryTag.LOG);
        try {
            RawMemory.copyFromArray(entry, 0, copy, entry.length);
            return counted(to.append(RecordType.TYPE, copy, entry.length), entry.length);
        } finally {
            NativeMemory.free(copy, entry.length, MemoryTag.LOG);
        }
    }

    private long counted(long position, int length) {
        boolean wasFull = isFull;
        isFull = position == Log.NO_ROOM;
        if (!isFull) return position;
        if (!wasFull) noRoom.run();
        retryAt = System.nanoTime() + retryNanos;
        tellFull(length);
        return position;
    }

    private void tellFull(int length) {
        counters.logFull().increment();
        long now = System.nanoTime();
        if (hasWarned && now - warnAgainAt < 0) return;
        hasWarned = true;
        warnAgainAt = now + WARNING_NANOS;
        LOG.warn(
                "the disk of the log has no room for a record of {} bytes: nothing is lost, the inputs are held until there is some",
                length);
    }
}
