package io.headrace.memory.storage;

import io.headrace.memory.MemoryWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that blocks go to when memory is short and no log has them: written once, read back, their place used again.
 * It holds nothing that must outlive the process: whatever the file held before is overwritten, and {@link #close}
 * deletes it.
 *
 * <p>A place is a run of {@value #GRANULE}-byte granules, as many as the used bytes need. A full disk and a reached limit
 * are answers: {@link #NOT_WRITTEN}, with the reason in {@link #problem}; the block is still in memory then, and the place
 * is free again. There is no sync: after a crash nobody reads this file.
 *
 * <p><b>Threading:</b> any thread, several at once; interrupts do no harm. Nothing is allocated while the file does not
 * grow and no call fails.
 */
public final class SpillFile implements BlockHome, AutoCloseable {
    /** The block is not in the file; {@link #problem} says why. */
    public static final long NOT_WRITTEN = -1;

    static final int GRANULE = 512;

    private final UninterruptibleFile file;
    private final Extents extents = new Extents();
    private final long limit;
    private final ThreadLocal<MemoryWindow> windows = ThreadLocal.withInitial(MemoryWindow::new);
    private volatile @Nullable String problem;
    private volatile boolean diskIsFull;
    private long usedBytes;
    private long writes;
    private long failures;
    private long limitRefusals;

    /**
     * Makes the file, or empties it.
     *
     * @param path in a directory that no other process works in
     * @param limit how long the file may become, in bytes
     */
    public static SpillFile create(Path path, long limit) {
        try {
            return new SpillFile(new UninterruptibleFile(path), limit);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the spill file " + path + ": " + e.getMessage(), e);
        }
    }

    SpillFile(UninterruptibleFile file, long limit) {
        if (limit < GRANULE)
            throw new IllegalArgumentException("a spill file limited to " + limit + " bytes; at least " + GRANULE);
        this.file = file;
        this.limit = limit;
    }

    /** Writes the bytes: their position, or {@link #NOT_WRITTEN}. */
    public long write(long address, int length) {
        return write(address, length, false);
    }

    /** The same; if need be beyond the limit: for what nobody could let go of before this is written. */
    long write(long address, int length, boolean beyondLimit) {
        int first = take(length, beyondLimit ? Long.MAX_VALUE : limit);
        if (first < 0) return NOT_WRITTEN;
        long position = (long) first * GRANULE;
        try {
            file.write(windows.get().aim(address, length), position);
            written(first, length);
            diskIsFull = false;
            return position;
        } catch (IOException e) {
            diskIsFull = isFull(e);
            release(first, length);
            return refused("cannot write " + length + " bytes to " + file.path() + " at offset " + position + ": "
                    + e.getMessage());
        }
    }

    /** Whether it is what the system says when there is no room: ENOSPC, EDQUOT. */
    public static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    /** Whether the last write failed because the disk is full: then it may be tried again when there is room. */
    public boolean diskIsFull() {
        return diskIsFull;
    }

    /** The bytes at a position are not needed any more. */
    public void free(long position, int length) {
        release((int) (position / GRANULE), length);
    }

    @Override
    public boolean load(long position, long address, int length) {
        try {
            if (file.read(windows.get().aim(address, length), position)) return true;
            problem = "the file ends before";
        } catch (IOException e) {
            problem = e.getMessage();
        }
        return false;
    }

    @Override
    public String describe(long position) {
        String last = problem;
        return file.path() + " at offset " + position + (last == null ? "" : " (last problem: " + last + ")");
    }

    private synchronized int take(int length, long most) {
        int granules = granules(length);
        int first = extents.take(granules, (int) Math.min(most / GRANULE, Integer.MAX_VALUE));
        if (first < 0) {
            limitRefusals++;
            refused(file.path() + " has no room for " + length + " bytes: " + usedBytes + " of at most " + limit
                    + " are used; raise the limit");
        } else {
            usedBytes += (long) granules * GRANULE;
        }
        return first;
    }

    private synchronized void release(int first, int length) {
        int granules = granules(length);
        extents.free(first, granules);
        usedBytes -= (long) granules * GRANULE;
    }

    private synchronized void written(int first, int length) {
        extents.written(first, granules(length));
        writes++;
    }

    private synchronized long refused(String reason) {
        problem = reason;
        failures++;
        return NOT_WRITTEN;
    }

    private static int granules(int length) {
        return (length + GRANULE - 1) / GRANULE;
    }

    /** What last went wrong, or null. */
    public @Nullable String problem() {
        return problem;
    }

    /** Bytes of the places that are taken. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    public synchronized long writes() {
        return writes;
    }

    /** How often a block was not written. */
    public synchronized long failures() {
        return failures;
    }

    /** How often that was because of the limit. */
    public synchronized long limitRefusals() {
        return limitRefusals;
    }

    /** How often it was because of the disk: {@link #problem} says what it answered. */
    public synchronized long diskRefusals() {
        return failures - limitRefusals;
    }

    /** Deletes the file. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the spill file " + file.path() + ": " + e.getMessage(), e);
        }
    }
}
