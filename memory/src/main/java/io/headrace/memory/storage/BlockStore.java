package io.headrace.memory.storage;

import io.headrace.StorageLevel;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockPool;
import org.jspecify.annotations.Nullable;

/**
 * Holds sealed blocks by id: in memory while there is room, on disk after that.
 *
 * <p><b>Memory</b> is at most a number of blocks of one {@link BlockPool}, which took its bytes from a budget. A queued
 * block stays where it was filled, without a copy. A block that outlives its batch is {@linkplain #keep kept}: kept blocks
 * are packed into each other's tails, so that a thousand small blocks take the memory of their used bytes, not of a
 * thousand pool blocks.
 *
 * <p><b>When memory is short</b>, blocks leave it in this order:
 * <ol>
 *   <li>kept blocks, the newest first. Windows and caches use them in the order of age: the newest is the one that is
 *       needed last, so it spends the longest useless time in memory. Evicting the oldest would write each block and read
 *       it back just before it expires;
 *   <li>queued blocks, the newest first, for the oldest runs next. The newest of all is the one that is being put: it
 *       goes to disk at once when only queued blocks are left in memory.
 * </ol>
 * Blocks of a level without disk never leave; when only such are left, the answer is "no room", and whoever receives has
 * to wait. The same holds where what lies outside memory has reached its limit, in the spill file and in the log together: it goes on
 * when blocks are removed. Nothing is ever dropped. A block whose {@link BlockHome} is known costs no write, for its bytes lie there
 * already; others go to the spill file. A block that left memory stays outside until it is removed, and comes back equal
 * (by checksum) or as a named problem. What is needed again is read into the reader's own memory, so that reading never
 * needs the memory that is short.
 *
 * <p><b>Threading:</b> any thread may call anything; the roles are: the log role puts, workers get, the scheduler keeps and
 * removes, maintenance makes room ahead. One short lock, taken a few times per block; the longest thing under it is the
 * copy of one block by {@link #keep}. Reads and writes of files are outside it. Steady state allocates nothing.
 */
public final class BlockStore implements AutoCloseable {
    private final BlockPool pool;
    private final int maxBlocks;
    private final @Nullable SpillFile spill;
    private final long limitOutside;

    private final EntryIndex index = new EntryIndex();
    private final ShelfList queued = new ShelfList();
    private final ShelfList kept = new ShelfList();
    private @Nullable Shelf open; // takes kept blocks that may leave memory
    private @Nullable Shelf openFixed; // takes kept blocks that may not
    private @Nullable Entry freeEntries;
    private @Nullable Shelf freeShelves;

    private int heldBlocks;
    private int leases;
    private long bytesInMemory;
    private long bytesOutside;
    private long evictions;
    private long loads;
    private long refusals;
    private long limitRefusals;
    private boolean closed;
    private volatile int longestAtHome; // written by one thread at a time

    /**
     * @param maxBlocks how many of the pool's blocks may be held here at once; the others are for those who fill them
     * @param spill where blocks without a home go; null when there is none: then they do not leave memory
     */
    public BlockStore(BlockPool pool, int maxBlocks, @Nullable SpillFile spill) {
        this(pool, maxBlocks, spill, Long.MAX_VALUE);
    }

    /** @param limitOutside how many bytes of blocks may lie outside memory, wherever; a block's at least */
    public BlockStore(BlockPool pool, int maxBlocks, @Nullable SpillFile spill, long limitOutside) {
        if (maxBlocks < 1 || maxBlocks > pool.blockCount())
            throw new IllegalArgumentException("a store of " + maxBlocks + " blocks on a pool of " + pool.blockCount()
                    + "; from 1 to all of them");
        this.pool = pool;
        this.maxBlocks = maxBlocks;
        if (limitOutside < pool.blockSize())
            throw new IllegalArgumentException("a store with " + limitOutside
                    + " bytes outside memory at most; a block of " + pool.blockSize() + " must fit");
        this.spill = spill;
        this.limitOutside = limitOutside;
    }

    /** {@link #put(long, Block, StorageLevel, BlockHome, long)} for a block that lies nowhere else. */
    public boolean put(long id, Block block, StorageLevel level) {
        return put(id, block, level, null, 0);
    }

    /**
     * Stores a sealed block, and takes over the caller's reference to it. It is queued until it is {@linkplain #keep kept}.
     *
     * @param home where the same bytes can be read back from, or null
     * @return false when there is no room, in memory or on disk as the level wants; the block stays the caller's then
     */
    public boolean put(long id, Block block, StorageLevel level, @Nullable BlockHome home, long position) {
        return put(id, block, level, home, position, false);
    }

    /** The same, for a block without which no other can be removed: it may go beyond the limit on what lies outside memory. */
    public boolean putBeyondLimit(long id, Block block, StorageLevel level, @Nullable BlockHome home, long position) {
        return put(id, block, level, home, position, true);
    }

    private boolean put(
            long id, Block block, StorageLevel level, @Nullable BlockHome home, long position, boolean beyondLimit) {
        check(id, block, level);
        if (!level.useMemory()) return putOnDisk(id, block, home, position, beyondLimit) || refused();
        while (!tryPut(id, block, !level.useDisk(), home, position)) {
            if (makeRoom(1, false, beyondLimit)) continue;
            // It is the newest of the queued.
            if (level.useDisk() && putOnDisk(id, block, home, position, beyondLimit)) return true;
            if (!makeRoom(1, true, beyondLimit)) return refused();
        }
        return true;
    }

    /** Stores a block that is at home only, such as one that recovery found in the log. */
    public void putAtHome(long id, BlockHome home, long position, int length, int checksum) {
        if (length > longestAtHome) longestAtHome = length;
        addOutside(id, length, checksum, home, position);
    }

    private synchronized void addOutside(long id, int length, int checksum, BlockHome home, long position) {
        Entry entry = add(id, length, checksum, home, position);
        entry.outside = true;
        bytesOutside += length;
    }

    /** How much room a reader needs that is to hold any block: those at home may be of a time when blocks were longer. */
    public int longestBlock() {
        return Math.max(pool.blockSize(), longestAtHome);
    }

    private void check(long id, Block block, StorageLevel level) {
        if (!level.useMemory() && !level.useDisk())
            throw new IllegalArgumentException("block " + id + ": storage level " + level + " keeps nothing");
        if (level.replication() != 1)
            throw new IllegalArgumentException(
                    "block " + id + ": storage level " + level + " wants copies; resolve it by oneCopy before");
        if (block.pool() != pool) throw new IllegalArgumentException("block " + id + " is not of this store's pool");
        if (block.used() < BlockFormat.HEADER_LENGTH || RawMemory.getInt(block.address()) != BlockFormat.MAGIC)
            throw new IllegalArgumentException("block " + id + " is not sealed: " + block.used() + " bytes are used");
        if (contains(id)) throw storedAlready(id);
    }

    private static IllegalStateException storedAlready(long id) {
        return new IllegalStateException("block " + id + " is stored already");
    }

    private static int checksum(Block block) {
        return RawMemory.getInt(block.address() + BlockFormat.CRC_OFFSET);
    }

    private boolean putOnDisk(long id, Block block, @Nullable BlockHome home, long position, boolean beyondLimit) {
        if (!beyondLimit && !hasRoomOutside(block.used())) return false;
        BlockHome place = home;
        long at = position;
        if (place == null) {
            if (spill == null) return false;
            at = spill.write(block.address(), block.used(), beyondLimit);
            if (at == SpillFile.NOT_WRITTEN) return false;
            place = spill;
        }
        addOutside(id, block.used(), checksum(block), place, at);
        block.release();
        return true;
    }

    /** Whether the limit lets so many bytes out of memory; if not, that is counted. */
    private synchronized boolean hasRoomOutside(long bytes) {
        if (bytesOutside <= limitOutside - bytes) return true;
        limitRefusals++;
        return false;
    }

    private synchronized boolean tryPut(long id, Block block, boolean fixed, @Nullable BlockHome home, long position) {
        if (heldBlocks >= maxBlocks) return false;
        Entry entry = add(id, block.used(), checksum(block), home, position);
        Shelf shelf = newShelf();
        shelf.begin(block, fixed);
        shelf.attach(entry);
        if (!fixed) queued.add(shelf);
        heldBlocks++;
        bytesInMemory += entry.length;
        return true;
    }

    private synchronized Entry add(long id, int length, int checksum, @Nullable BlockHome home, long position) {
        if (closed) throw new IllegalStateException("block " + id + " comes after the store was closed");
        if (index.find(id) != null) throw storedAlready(id);
        Entry entry = freeEntries;
        if (entry == null) entry = new Entry();
        else freeEntries = entry.nextFree;
        entry.begin(id, length, checksum, home, position);
        index.add(entry);
        return entry;
    }

    private synchronized boolean refused() {
        refusals++;
        return false;
    }

    /**
     * The block outlives its batch: it is packed, and among the first to leave memory. Its address changes.
     *
     * @return false when no block has this id
     */
    public synchronized boolean keep(long id) {
        Entry entry = index.find(id);
        if (entry == null) return false;
        Shelf own = entry.shelf;
        if (own == null || own.kept) return true;
        if (own.list != null) own.list.remove(own);
        own.kept = true;
        Shelf target = own.fixed ? openFixed : open;
        if (target != null && entry.pins == 0 && !own.leaving && target.room() >= entry.length) {
            move(entry, own, target);
            return true;
        }
        if (!own.fixed) kept.add(own);
        if (!own.leaving && (target == null || own.room() > target.room())) {
            if (own.fixed) openFixed = own;
            else open = own;
        }
        return true;
    }

    private void move(Entry entry, Shelf from, Shelf to) {
        RawMemory.copy(entry.address(), to.block().address() + to.fill(), entry.length);
        from.detach(entry);
        endIfEmpty(from);
        to.attach(entry);
    }

    /**
     * Gives the right to read a block. One that is not in memory is read into {@code scratch}, which must hold the
     * {@linkplain #longestBlock longest block}, and is valid there until the scratch is used again.
     *
     * @return {@link Lookup#IN_MEMORY} or {@link Lookup#LOADED} with an open lease, otherwise why not
     */
    public Lookup get(long id, BlockLease lease, long scratch, int scratchLength) {
        lease.checkClosed();
        Entry entry = pinned(id, lease);
        if (entry == null) {
            lease.fail(null);
            return Lookup.UNKNOWN;
        }
        if (lease.isOpen()) return Lookup.IN_MEMORY;
        boolean loaded = false;
        try {
            loaded = load(entry, lease, scratch, scratchLength);
        } finally {
            if (!loaded) release(entry);
        }
        if (loaded) lease.open(this, entry, scratch);
        return loaded ? Lookup.LOADED : Lookup.UNREADABLE;
    }

    private synchronized @Nullable Entry pinned(long id, BlockLease lease) {
        Entry entry = index.find(id);
        if (entry == null) return null;
        pin(entry);
        leases++;
        if (entry.shelf == null) loads++;
        else lease.open(this, entry, entry.address());
        return entry;
    }

    /** Outside the lock: the pin keeps the entry, and its place on disk, as they are. */
    private boolean load(Entry entry, BlockLease lease, long scratch, int scratchLength) {
        BlockHome home = entry.knownHome();
        if (entry.length > scratchLength)
            throw new IllegalArgumentException("block " + entry.id + " of " + entry.length
                    + " bytes does not fit into a scratch of " + scratchLength + "; give it a whole block's size");
        if (!home.load(entry.position, scratch, entry.length)) {
            lease.fail("block " + entry.id + " cannot be read back from " + home.describe(entry.position));
            return false;
        }
        BlockHealth health = home.isChecked()
                ? lease.reader.wrapTrusted(
                        scratch, entry.length) // as it was sealed: no need to look at all of it again
                : lease.reader.wrap(scratch, entry.length);
        if (health == BlockHealth.SOUND && lease.reader.checksum() == entry.checksum) return true;
        String found = health == BlockHealth.SOUND ? "another block lies there" : lease.reader.problem();
        lease.fail("block " + entry.id + " came back damaged from " + home.describe(entry.position) + ": " + found);
        return false;
    }

    /** A lease is over. */
    synchronized void release(Entry entry) {
        leases--;
        unpin(entry);
    }

    /**
     * Forgets a block; its memory, or its place in the spill file, is free once nobody reads it any more.
     *
     * @return false when no block has this id
     */
    public synchronized boolean remove(long id) {
        Entry entry = index.find(id);
        if (entry == null) return false;
        index.remove(entry);
        entry.removed = true;
        if (entry.pins == 0) free(entry);
        return true;
    }

    public synchronized boolean contains(long id) {
        return index.find(id) != null;
    }

    /**
     * Evicts until so many blocks can be put without evicting; maintenance does this ahead of need.
     *
     * @return false when what is left in memory may not leave it, is being read, or finds no room on disk
     */
    public boolean makeRoom(int blocks) {
        if (blocks < 0 || blocks > maxBlocks)
            throw new IllegalArgumentException("room for " + blocks + " blocks in a store of " + maxBlocks);
        return makeRoom(blocks, true, false);
    }

    private boolean makeRoom(int blocks, boolean queuedToo, boolean beyondLimit) {
        SpillFile file = spill;
        boolean savedOnly = file == null;
        while (true) {
            Shelf victim;
            Entry entry;
            synchronized (this) {
                if (heldBlocks + blocks <= maxBlocks) return true;
                victim = kept.newestIdle(savedOnly);
                if (victim == null && queuedToo) victim = queued.newestIdle(savedOnly);
                if (victim == null) return false;
                if (!beyondLimit && !hasRoomOutside(victim.bytes())) return false;
                leaving(victim, true);
                if (victim == open) open = null;
                entry = nextToSave(victim); // in here: only its pin keeps the shelf from being recycled
            }
            while (entry != null && file != null) {
                long position = file.write(entry.address(), entry.length, beyondLimit); // the pin keeps it in place
                entry = saved(victim, entry, position);
                if (position == SpillFile.NOT_WRITTEN) savedOnly = true; // what the disk has already can still go
            }
        }
    }

    /** From here on the shelf's entries count as outside memory; or it stays, and they do not. */
    private void leaving(Shelf shelf, boolean isLeaving) {
        shelf.leaving = isLeaving;
        for (Entry entry = shelf.first; entry != null; entry = entry.nextOnShelf) {
            if (entry.outside != isLeaving) bytesOutside += isLeaving ? entry.length : -entry.length;
            entry.outside = isLeaving;
        }
    }

    /** Lets go of what is saved; pins and returns the next one that is not, or null when there is none. */
    private @Nullable Entry nextToSave(Shelf shelf) {
        Entry entry = shelf.first;
        while (entry != null) {
            Entry next = entry.nextOnShelf;
            if (entry.home == null) {
                pin(entry);
                return entry;
            }
            if (entry.pins == 0) leaveMemory(entry);
            entry = next;
        }
        return null;
    }

    /** The entry lies in the spill file, or could not be written; then the shelf stays. The next one to save, or null. */
    private synchronized @Nullable Entry saved(Shelf shelf, Entry entry, long position) {
        if (position == SpillFile.NOT_WRITTEN) {
            leaving(shelf, false);
            unpin(entry);
            return null;
        }
        entry.home = spill;
        entry.position = position;
        shelf.unsaved--;
        unpin(entry);
        return shelf.hasMemory() ? nextToSave(shelf) : null;
    }

    private void pin(Entry entry) {
        entry.pins++;
        if (entry.shelf != null) entry.shelf.pins++;
    }

    private void unpin(Entry entry) {
        entry.pins--;
        Shelf shelf = entry.shelf;
        if (shelf != null) shelf.pins--;
        if (entry.pins > 0) return;
        if (entry.removed) free(entry);
        else if (shelf != null && shelf.leaving && entry.home != null) leaveMemory(entry);
    }

    private void leaveMemory(Entry entry) {
        evictions++;
        detach(entry);
    }

    private void detach(Entry entry) {
        Shelf shelf = entry.knownShelf();
        shelf.detach(entry);
        bytesInMemory -= entry.length;
        endIfEmpty(shelf);
    }

    private void endIfEmpty(Shelf shelf) {
        if (shelf.first != null) return;
        if (shelf == open) open = null;
        if (shelf == openFixed) openFixed = null;
        if (shelf.list != null) shelf.list.remove(shelf);
        shelf.end();
        heldBlocks--;
        shelf.nextFree = freeShelves;
        freeShelves = shelf;
    }

    private void free(Entry entry) {
        if (entry.shelf != null) detach(entry);
        if (spill != null && entry.home == spill) spill.free(entry.position, entry.length);
        if (entry.outside) bytesOutside -= entry.length;
        entry.home = null;
        entry.nextFree = freeEntries;
        freeEntries = entry;
    }

    private Shelf newShelf() {
        Shelf shelf = freeShelves;
        if (shelf == null) return new Shelf();
        freeShelves = shelf.nextFree;
        return shelf;
    }

    /** Blocks that can be found by id. */
    public synchronized int size() {
        return index.size();
    }

    /** How many more blocks may be held in memory, before one of those there has to leave it. */
    public synchronized int roomInMemory() {
        return Math.max(0, maxBlocks - heldBlocks);
    }

    /** Pool blocks that are held. */
    public synchronized int heldBlocks() {
        return heldBlocks;
    }

    /** Used bytes of the blocks in memory. */
    public synchronized long bytesInMemory() {
        return bytesInMemory;
    }

    /** Bytes of the blocks that lie outside memory, in the log or in the spill file, or are on their way there. */
    public synchronized long bytesOutside() {
        return bytesOutside;
    }

    /** How often a block stayed where it was because there were as many. */
    public synchronized long limitRefusals() {
        return limitRefusals;
    }

    /** How often a block left memory for disk. */
    public synchronized long evictions() {
        return evictions;
    }

    /** How often a block was read back. */
    public synchronized long loads() {
        return loads;
    }

    /** How often a put found no room. */
    public synchronized long refusals() {
        return refusals;
    }

    /**
     * Forgets all blocks and gives their memory back to the pool; the spill file stays its owner's.
     *
     * @throws IllegalStateException while leases are open; nothing is freed then
     */
    @Override
    public synchronized void close() {
        if (leases > 0) throw new IllegalStateException(leases + " leases on stored blocks are still open");
        closed = true;
        for (Entry entry : index.all()) remove(entry.id);
    }
}
