package io.headrace.exec.spill;

import io.headrace.StreamingException;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.storage.SpillFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows as bytes, in chunks that lie in memory or in the file.
 *
 * <pre>
 *          +--------+-------+--------+-------+ ...
 *   chunk  | length | row   | length | row   |       its checksum stays in memory, beside its place
 *          +--------+-------+--------+-------+ ...
 *          0        4
 * </pre>
 *
 * <p><b>Threading:</b> written by one thread; then read by any. A chunk is read under a lock, so that nobody frees it meanwhile.
 */
final class Chunks implements AutoCloseable {
    static final int LENGTH_BYTES = 4;

    /** So often a full disk is tried again. */
    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SpillStore store;
    private long[] places = new long[4]; // an address, or ~ a position in the file
    private int[] bytes = new int[4];
    private int[] rows = new int[4];
    private int[] checksums = new int[4];
    private int count;
    private boolean closed;

    Chunks(SpillStore store) {
        this.store = store;
    }

    /** Keeps what was written into the scratch; false when memory has no room and the disk is not to be used. */
    synchronized boolean add(Scratch from, int length, int rowCount, Placing placing, Owner owner) {
        if (closed) throw released(owner);
        long place = placing == Placing.DISK ? 0 : inMemory(from, length);
        if (place == 0 && placing == Placing.MEMORY) return false;
        if (place == 0) place = ~onDisk(from, length, owner);
        if (count == places.length) grow();
        places[count] = place;
        bytes[count] = length;
        rows[count] = rowCount;
        checksums[count] = place < 0 ? from.crc.of(from.address, length) : 0;
        count++;
        return true;
    }

    private void grow() {
        places = Arrays.copyOf(places, count * 2);
        bytes = Arrays.copyOf(bytes, count * 2);
        rows = Arrays.copyOf(rows, count * 2);
        checksums = Arrays.copyOf(checksums, count * 2);
    }

    private long inMemory(Scratch from, int length) {
        if (!store.budget().tryReserve(length)) return 0;
        long address = NativeMemory.allocate(length, MemoryTag.WINDOW);
        RawMemory.copy(from.address, address, length);
        return address;
    }

    private long onDisk(Scratch from, int length, Owner owner) {
        boolean isWaiting = false;
        long position = SpillFile.NOT_WRITTEN;
        while (position == SpillFile.NOT_WRITTEN) {
            String problem = null;
            try {
                SpillFile file = store.file();
                position = file.write(from.address, length);
                if (position == SpillFile.NOT_WRITTEN)
                    problem = problem(file.problem(), file.diskIsFull(), owner, null);
            } catch (RuntimeException e) { // there may be no room for the file itself
                boolean isFull = e.getCause() instanceof IOException cause && SpillFile.isFull(cause);
                problem = problem(e.getMessage(), isFull, owner, e);
            }
            if (problem == null) continue;
            if (!isWaiting) store.beginsToWait(owner.name(), problem);
            isWaiting = true;
            awaitRoom(problem, owner);
        }
        store.wrote(length);
        return position;
    }

    /** What is wrong, in words, where waiting may help; else it is thrown. */
    private String problem(@Nullable String what, boolean isFull, Owner owner, @Nullable Throwable cause) {
        String problem = owner.needsDisk(String.valueOf(what), store.describe());
        if (!isFull || !store.waitsForRoom()) throw new StreamingException(problem, cause);
        return problem;
    }

    /** Gives whoever frees everything a chance to do so meanwhile. */
    private void awaitRoom(String problem, Owner owner) {
        store.sayThatItWaits(problem);
        long end = System.nanoTime() + ROOM_NANOS;
        try {
            for (long left = ROOM_NANOS; left > 0 && !closed; left = end - System.nanoTime())
                TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamingException(problem + "; it waited for room until it was stopped", e);
        }
        if (closed) throw released(owner);
    }

    synchronized int count() {
        return count;
    }

    /** The rows of a chunk as objects. */
    synchronized @Nullable Object[] read(int chunk, RowForm form, Owner owner) {
        if (closed) throw released(owner);
        @Nullable Object[] made = new Object[rows[chunk]];
        if (places[chunk] >= 0) {
            decode(places[chunk], bytes[chunk], form, made);
            return made;
        }
        Scratch scratch = store.scratch(bytes[chunk]);
        try {
            load(chunk, scratch, owner);
            decode(scratch.address, bytes[chunk], form, made);
            return made;
        } finally {
            store.giveBack(scratch);
        }
    }

    private void load(int chunk, Scratch into, Owner owner) {
        long position = ~places[chunk];
        SpillFile file = store.file();
        if (!file.load(position, into.address, bytes[chunk]))
            throw new CorruptDataException(owner.name() + ": rows cannot be read back from " + file.describe(position));
        if (into.crc.of(into.address, bytes[chunk]) != checksums[chunk])
            throw new CorruptDataException(owner.name() + ": rows in " + file.describe(position)
                    + " are not those that were written there: their checksum is another; see to the disk");
    }

    private static void decode(long address, int length, RowForm form, @Nullable Object[] into) {
        int at = 0;
        for (int i = 0; i < into.length; i++) {
            int row = length - at < LENGTH_BYTES ? -1 : RawMemory.getInt(address + at);
            if (row < 0 || row > length - at - LENGTH_BYTES)
                throw new CorruptDataException(
                        "a chunk of " + length + " bytes does not hold " + into.length + " rows");
            into[i] = form.decode(address + at + LENGTH_BYTES, row);
            at += LENGTH_BYTES + row;
        }
    }

    private static IllegalStateException released(Owner owner) {
        return new IllegalStateException("the rows of " + owner.name()
                + " were released: their batch is over; use remember(duration), or collect() what is needed later");
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        for (int i = 0; i < count; i++) {
            if (places[i] < 0) {
                store.file().free(~places[i], bytes[i]);
            } else {
                NativeMemory.free(places[i], bytes[i], MemoryTag.WINDOW);
                store.budget().release(bytes[i]);
            }
        }
        count = 0;
        store.closed(this);
    }
}
