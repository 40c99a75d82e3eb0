package io.headrace.wal.chronicle;

import io.headrace.wal.state.StateReader;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateUsage;
import io.headrace.wal.state.StateVisitor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.impl.util.BuildVersion;
import net.openhft.chronicle.hash.impl.util.jna.PosixFallocate;
import net.openhft.chronicle.hash.serialization.impl.StopBitSizeMarshaller;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapSegmentContext;
import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * One file of a state store: a Chronicle Map that is never asked for more than it has.
 *
 * <p>Chronicle Map answers a put without room with an exception, and by then it may have freed the entry that was to be
 * replaced. So the room is watched here: the map lends its segments extra tiers from a common stock, one at most per put.
 * It is built with a stock larger than the one allowed here, and a put that might need space is refused once the allowed
 * stock and one tier more are lent. All that space is reserved on disk when the file is made, so a full disk cannot kill
 * the process (SIGBUS) later.
 *
 * <p><b>Threading:</b> one thread writes and iterates; any number read, each with a {@link StateAccess} of its own.
 */
final class StateMap implements AutoCloseable {
    /** Stands for the version of Chronicle Map in the marker: another version's file is not opened. */
    static final int SOFTWARE = BuildVersion.version().hashCode();

    private static final StopBitSizeMarshaller SIZES = StopBitSizeMarshaller.INSTANCE;
    private static final int MAX_CHUNKS = 64;
    private static final int MIN_CHUNK_BYTES = 4;
    private static final int CHUNKS_PER_AVERAGE_ENTRY = 8;

    /** Entries of a segment, about: one step of copying, done under the segment's lock, stays short. */
    private static final int ENTRIES_PER_SEGMENT = 4096;

    /** More than the header and the headers of the segments take. */
    private static final long HEADER_BYTES = 128 << 10;

    private static final long BYTES_PER_SEGMENT_HEADER = 192;
    private static final long PAGE = 4096;
    private static final int ZEROS = 64 << 10;

    private final Path file;
    private final StateSizing sizing;
    private final StateUsage usage;
    private final VanillaChronicleMap<Slice, Slice, ?> map;
    private final int chunkBytes;
    private final long extraTiers;
    private final long bytesOnDisk; // reserved at once, so it stays

    private StateMap(Path file, StateSizing sizing, StateUsage usage, VanillaChronicleMap<Slice, Slice, ?> map)
            throws IOException {
        this.file = file;
        this.sizing = sizing;
        this.usage = usage;
        this.map = map;
        this.chunkBytes = Math.toIntExact(map.chunkSize);
        this.extraTiers = extraTiers(sizing, map.actualSegments);
        this.bytesOnDisk = Files.size(file);
        usage.begin(
                sizing.plannedEntries(), sizing.entryCapacity(), map.actualSegments * map.actualChunksPerSegmentTier);
    }

    /** What {@link #create} takes from the disk. */
    static long requiredBytes(StateSizing sizing) {
        // Not mapped to a file, so it owns nothing, and Chronicle cannot close it.
        VanillaChronicleMap<Slice, Slice, ?> shape = new VanillaChronicleMap<>(builder(sizing));
        return HEADER_BYTES
                + shape.actualSegments * (BYTES_PER_SEGMENT_HEADER + shape.tierSize)
                + extraBytes(sizing, shape);
    }

    /** Makes a new, empty file and reserves all it may ever need. What is half made after a failure is the caller's. */
    static StateMap create(Path file, StateSizing sizing, StateUsage usage) throws IOException {
        VanillaChronicleMap<Slice, Slice, ?> map = mapOf(file, sizing);
        try {
            reserve(file, map.sizeInBytesWithoutTiers(), extraBytes(sizing, map));
            return new StateMap(file, sizing, usage, map);
        } catch (IOException | RuntimeException e) {
            map.close();
            throw e;
        }
    }

    /** Opens a file that was closed cleanly. */
    static StateMap open(Path file, StateSizing sizing, StateUsage usage, long entries, long chunks)
            throws IOException {
        StateMap opened = new StateMap(file, sizing, usage, mapOf(file, sizing));
        usage.add(entries, chunks);
        return opened;
    }

    int get(StateAccess access, long keyAddress, int keyLength, long valueAddress, int capacity) {
        Slice value = access.value.receive(valueAddress, capacity);
        if (map.getUsing(access.key.aim(keyAddress, keyLength), value) == null) return StateReader.ABSENT;
        return value.isOverrun() ? StateReader.tooShort(value.length()) : value.length();
    }

    int put(StateAccess access, long keyAddress, int keyLength, long valueAddress, int valueLength) {
        int chunks = chunks(keyLength, valueLength);
        if (chunks > MAX_CHUNKS) return StateStore.TOO_LARGE;
        Data<Slice> value = access.value.aim(valueAddress, valueLength);
        int before = 0;
        try (ExternalMapQueryContext<Slice, Slice, ?> query = query(access, keyAddress, keyLength)) {
            query.updateLock().lock();
            MapEntry<Slice, Slice> entry = query.entry();
            if (entry != null) before = chunks(keyLength, (int) entry.value().size());
            if (chunks > before && isFull()) return StateStore.FULL;
            if (entry == null) query.absentEntry().doInsert(value);
            else entry.doReplaceValue(value);
        }
        // Out of the map's locks, for this may sound the alarm.
        if (chunks != before) usage.add(before == 0 ? 1 : 0, chunks - before);
        return StateStore.OK;
    }

    boolean remove(StateAccess access, long keyAddress, int keyLength) {
        int chunks;
        try (ExternalMapQueryContext<Slice, Slice, ?> query = query(access, keyAddress, keyLength)) {
            query.updateLock().lock();
            MapEntry<Slice, Slice> entry = query.entry();
            if (entry == null) return false;
            chunks = chunks(keyLength, (int) entry.value().size());
            entry.doRemove();
        }
        usage.add(-1, -chunks);
        return true;
    }

    int segments() {
        return map.actualSegments;
    }

    /** Shows the entries of one segment, whose writers wait meanwhile; its readers do not. */
    void forEach(int segment, StateAccess access, StateVisitor visitor) {
        try (MapSegmentContext<Slice, Slice, ?> context = map.segmentContext(segment)) {
            context.forEachSegmentEntry(entry -> {
                Data<Slice> key = entry.key();
                Data<Slice> value = entry.value();
                long keyAddress = address(key);
                long valueAddress = address(value);
                access.keyWindow.move(keyAddress, key.size());
                access.valueWindow.move(valueAddress, value.size());
                visitor.visit(keyAddress, (int) key.size(), valueAddress, (int) value.size());
            });
        }
    }

    int maxValueLength(int keyLength) {
        long room = (long) MAX_CHUNKS * chunkBytes - SIZES.storingLength(keyLength) - keyLength;
        long longest = room - SIZES.storingLength(Math.max(0, room));
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, longest));
    }

    Path file() {
        return file;
    }

    StateSizing sizing() {
        return sizing;
    }

    StateUsage usage() {
        return usage;
    }

    /** The stretch of the file that has contents; beyond it lies what is only reserved. */
    long writtenBytes() {
        return map.globalMutableState().getDataStoreSize();
    }

    long bytesOnDisk() {
        return bytesOnDisk;
    }

    /** Takes out the entries one by one; tiers that were lent stay where they are. */
    void clear() {
        map.clear();
        usage.add(-usage.entries(), -usage.units());
    }

    /** The chunks in use by Chronicle's own account, found by going through all of it. */
    long chunksByChronicle() {
        long bytes = 0;
        for (ChronicleMap.SegmentStats segment : map.segmentStats()) bytes += segment.usedBytes();
        return bytes / chunkBytes;
    }

    /** Unmaps the file; nobody may be reading. */
    @Override
    public void close() {
        map.close();
    }

    /** How many entries of average size take as much space as this many chunks. */
    static long averageEntries(StateSizing sizing, long chunks) {
        return chunks / chunksOf(entryBytes(sizing.averageKeyBytes(), sizing.averageValueBytes()), chunkBytes(sizing))
                + 1;
    }

    private ExternalMapQueryContext<Slice, Slice, ?> query(StateAccess access, long keyAddress, int keyLength) {
        Data<Slice> key = access.key.aim(keyAddress, keyLength);
        return map.queryContext(key);
    }

    private boolean isFull() {
        return map.globalMutableState().getExtraTiersInUse() > extraTiers;
    }

    private int chunks(int keyLength, int valueLength) {
        return chunksOf(entryBytes(keyLength, valueLength), chunkBytes);
    }

    private static int chunksOf(long entryBytes, int chunkBytes) {
        return (int) Math.min(Integer.MAX_VALUE, (entryBytes + chunkBytes - 1) / chunkBytes);
    }

    private static long entryBytes(int keyLength, int valueLength) {
        return (long) SIZES.storingLength(keyLength) + keyLength + SIZES.storingLength(valueLength) + valueLength;
    }

    private static long address(Data<Slice> data) {
        return data.bytes().addressForRead(data.offset());
    }

    private static ChronicleMapBuilder<Slice, Slice> builder(StateSizing sizing) {
        SliceReader reader = new SliceReader();
        SliceAccess access = new SliceAccess();
        return ChronicleMapBuilder.of(Slice.class, Slice.class)
                .keyReaderAndDataAccess(reader, access)
                .valueReaderAndDataAccess(reader, access)
                .keySizeMarshaller(SIZES)
                .valueSizeMarshaller(SIZES)
                .entries(sizing.entryCapacity())
                .averageKeySize(sizing.averageKeyBytes())
                .averageValueSize(sizing.averageValueBytes())
                .actualChunkSize(chunkBytes(sizing))
                .maxChunksPerEntry(MAX_CHUNKS)
                .minSegments((int) Math.max(1, Long.highestOneBit(sizing.entryCapacity() / ENTRIES_PER_SEGMENT)))
                .maxBloatFactor(sizing.bloatFactor() + 1)
                // An entry's checksum is looked at by Chronicle's recovery only, which is never run: the file as a
                // whole
                // is checked when it is opened.
                .checksumEntries(false)
                .putReturnsNull(true)
                .removeReturnsNull(true)
                .skipCloseOnExitHook(true);
    }

    /**
     * An eighth of the average entry, or more where the longest value would not fit into 64 of them. Chronicle reckons with
     * most of a chunk lost per entry, so few large chunks would double the file.
     */
    private static int chunkBytes(StateSizing sizing) {
        long average = entryBytes(sizing.averageKeyBytes(), sizing.averageValueBytes());
        long longest = entryBytes(sizing.averageKeyBytes(), sizing.maxValueBytes());
        long wanted = Math.max(average / CHUNKS_PER_AVERAGE_ENTRY, longest / MAX_CHUNKS + 1);
        return (int) Math.max(MIN_CHUNK_BYTES, (wanted + 3) / 4 * 4);
    }

    @SuppressWarnings("unchecked") // that is what the builder's method returns
    private static VanillaChronicleMap<Slice, Slice, ?> mapOf(Path file, StateSizing sizing) throws IOException {
        return (VanillaChronicleMap<Slice, Slice, ?>) builder(sizing).createPersistedTo(file.toFile());
    }

    private static long extraTiers(StateSizing sizing, int segments) {
        return Math.round((sizing.bloatFactor() - 1) * segments);
    }

    /** Tiers come in bulks; one tier more than allowed may be lent before puts are refused. */
    private static long extraBytes(StateSizing sizing, VanillaChronicleMap<Slice, Slice, ?> map) {
        long bulks = (extraTiers(sizing, map.actualSegments) + map.tiersInBulk) / map.tiersInBulk;
        return bulks * map.tiersInBulk * map.tierSize + 2 * PAGE;
    }

    /** Linux reserves in one call; elsewhere zeros do it. */
    private static void reserve(Path file, long from, long bytes) throws IOException {
        try (RandomAccessFile raf = new RandomAccessFile(file.toFile(), "rw")) {
            if (OS.isLinux()) PosixFallocate.fallocate(raf.getFD(), from, bytes);
            byte[] zeros = new byte[ZEROS];
            for (long at = raf.length(), end = from + bytes; at < end; at += ZEROS) {
                raf.seek(at);
                raf.write(zeros, 0, (int) Math.min(ZEROS, end - at));
            }
        }
    }
}
