package io.headrace.exec.spill;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.storage.SpillFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory off the heap and the file that rows go to. The file is made when the first row needs it, and deleted at the end.
 *
 * <p><b>Threading:</b> any thread.
 */
final class SpillStore implements AutoCloseable {
    static final int CHUNK_BYTES = 32 << 10;

    private static final String FILE = "rows";
    private static final int MOST_FREE = 64;
    private static final Logger LOG = LoggerFactory.getLogger(SpillStore.class);
    private static final long SAY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MemoryBudget budget;
    private final @Nullable Path folder;
    private final long mostFileBytes;
    private final boolean waitsForRoom;
    private final BiConsumer<String, String> problems;
    private final ArrayDeque<Scratch> free = new ArrayDeque<>();
    private final Set<Scratch> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Chunks> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicLong written = new AtomicLong();
    private @Nullable SpillFile file;
    private @Nullable Path made;
    private @Nullable TemporaryFolder temporary;
    private boolean closed;
    private long saidAt;
    private boolean hasSaid;

    /**
     * A store that holds nothing yet.
     *
     * @param budget what it may take of the memory
     * @param folder where the file goes; null: a temporary one
     * @param waitsForRoom whether a full disk is waited for; else it is an error
     * @param problems is told who begins to wait, and why
     */
    SpillStore(
            MemoryBudget budget,
            @Nullable Path folder,
            long mostFileBytes,
            boolean waitsForRoom,
            BiConsumer<String, String> problems) {
        this.budget = budget;
        this.folder = folder;
        this.mostFileBytes = mostFileBytes;
        this.waitsForRoom = waitsForRoom;
        this.problems = problems;
    }

    boolean waitsForRoom() {
        return waitsForRoom;
    }

    /** Somebody waits for room from now on: that is counted, each time. */
    void beginsToWait(String who, String problem) {
        problems.accept(who, problem + "; its batch waits until there is room");
    }

    /** Warns of a full disk, now and then. */
    synchronized void sayThatItWaits(String problem) {
        long now = System.nanoTime();
        if (hasSaid && now - saidAt < SAY_AGAIN_NANOS) return;
        hasSaid = true;
        saidAt = now;
        LOG.warn("{}; nothing is lost: its batch waits until there is room", problem);
    }

    MemoryBudget budget() {
        return budget;
    }

    synchronized Scratch scratch(int bytes) {
        checkOpen();
        Scratch scratch = bytes <= CHUNK_BYTES ? free.pollLast() : null;
        if (scratch == null) {
            int wanted = Math.max(bytes, CHUNK_BYTES);
            scratch = new Scratch(NativeMemory.allocate(wanted, MemoryTag.SPILL), wanted);
        }
        lent.add(scratch);
        return scratch;
    }

    synchronized void giveBack(Scratch scratch) {
        if (!lent.remove(scratch)) return; // it was freed with everything
        if (scratch.bytes == CHUNK_BYTES && free.size() < MOST_FREE) free.addLast(scratch);
        else free(scratch);
    }

    private static void free(Scratch scratch) {
        NativeMemory.free(scratch.address, scratch.bytes, MemoryTag.SPILL);
    }

    synchronized Chunks newChunks() {
        checkOpen();
        Chunks chunks = new Chunks(this);
        open.add(chunks);
        return chunks;
    }

    synchronized void closed(Chunks chunks) {
        open.remove(chunks);
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("the context has ended, and with it what its rows are kept in");
    }

    /** The file; made if need be. */
    synchronized SpillFile file() {
        checkOpen();
        SpillFile known = file;
        if (known != null) return known;
        try {
            Path directory = directory();
            SpillFile created = SpillFile.create(directory.resolve(FILE), mostFileBytes);
            file = created;
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + describe() + " cannot be made: " + e, e);
        }
    }

    /** The folder, as soon as there was room for it. */
    private Path directory() throws IOException {
        Path known = made;
        if (known != null) return known;
        Path directory = folder == null ? temporary() : Files.createDirectories(folder);
        made = directory;
        return directory;
    }

    private Path temporary() throws IOException {
        TemporaryFolder folder = TemporaryFolder.make("rows");
        temporary = folder;
        folder.deleteAtExit(FILE); // data of no context may be in use until the JVM ends
        return folder.path();
    }

    /** The folder in words. */
    synchronized String describe() {
        Path known = made == null ? folder : made;
        return known == null ? System.getProperty("java.io.tmpdir") : known.toString();
    }

    void wrote(int bytes) {
        written.addAndGet(bytes);
    }

    /** Bytes that were written to the file so far. */
    long writtenBytes() {
        return written.get();
    }

    /** Bytes that lie in the file now. */
    synchronized long fileBytes() {
        SpillFile known = file;
        return known == null ? 0 : known.usedBytes();
    }

    /** Frees everything, whoever holds it, and deletes the file. */
    @Override
    public void close() {
        List<Chunks> left;
        synchronized (this) {
            if (closed) return;
            left = List.copyOf(open);
        }
        left.forEach(Chunks::close);
        synchronized (this) {
            closed = true;
            free.forEach(SpillStore::free);
            free.clear();
            lent.forEach(SpillStore::free);
            lent.clear();
            if (file != null) file.close();
            file = null;
            delete();
        }
    }

    private void delete() {
        Path directory = made;
        if (directory == null) return;
        try {
            if (temporary != null) temporary.close();
            else if (!SpillFolder.isMounted(directory)) Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + directory + " cannot be deleted: " + e, e);
        }
    }
}
