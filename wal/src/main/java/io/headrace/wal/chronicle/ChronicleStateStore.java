package io.headrace.wal.chronicle;

import io.headrace.wal.state.CleanMarker;
import io.headrace.wal.state.StateDirectory;
import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateReader;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateStoreException;
import io.headrace.wal.state.StateUsage;
import io.headrace.wal.state.StateVisitor;
import io.headrace.wal.state.UsageAlarm;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The state store on a Chronicle Map: a file that is mapped into memory. Gets, puts and removes allocate nothing, once the
 * thread has made a few.
 *
 * <p>A file that was not closed cleanly, or has other contents than when it was, or was made for another size or by another
 * version, is deleted when the store opens; Chronicle's recovery is never run. So nobody ever meets a half written value,
 * nor a lock inside the file whose holder was killed.
 *
 * <p>The first opening in a process takes a second or two, for Chronicle compiles classes; closing and opening read the
 * file through once, to know it by its checksum.
 *
 * <p><b>Threading:</b> as {@link StateStore} says. The map takes a lock of one of its segments for each call, shared for
 * reads: a reader waits at most for one put into the same segment.
 */
public final class ChronicleStateStore implements StateStore {
    private final StateDirectory directory;
    private final UsageAlarm alarm;
    private final boolean rebuilt;
    private final long seed;
    private final StateAccess access;
    private final List<ChronicleStateReader> readers = new CopyOnWriteArrayList<>();

    private volatile @Nullable StateMap current;
    private volatile @Nullable StateGrowth growth; // volatile for bytesOnDisk
    private long newestGeneration;
    private long generation;
    private boolean visiting;

    private ChronicleStateStore(
            StateDirectory directory, UsageAlarm alarm, boolean rebuilt, long seed, long generation, StateMap map) {
        this.directory = directory;
        this.alarm = alarm;
        this.rebuilt = rebuilt;
        this.seed = seed;
        this.access = new StateAccess(seed);
        this.generation = generation;
        this.newestGeneration = generation;
        this.current = map;
        map.usage().listen();
    }

    /**
     * Opens what was closed cleanly, or starts empty.
     *
     * @throws StateStoreException when somebody has the store open, the disk has no room for it, or the files cannot be
     *     used
     * @throws IllegalStateException when the JVM lacks flags or the compiler; the message is the cure
     */
    public static ChronicleStateStore open(StateOptions options) {
        ChronicleSetup.prepare();
        ChronicleSetup.requireCompiler();
        try {
            StateDirectory directory = StateDirectory.open(options.directory(), options.name());
            try {
                return open(directory, options);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StateStoreException(
                    "state store " + options.name() + " in " + options.directory() + " cannot be opened: " + e, e);
        }
    }

    private static ChronicleStateStore open(StateDirectory directory, StateOptions options) throws IOException {
        long newest = directory.newestGeneration();
        CleanMarker marker = directory.takeMarker();
        StateUsage usage = new StateUsage(options.alarm());
        if (marker != null
                && marker.software() == StateMap.SOFTWARE
                && options.sizing().isServedBy(marker.sizing())) {
            StateMap map = StateMap.open(
                    directory.mapFile(marker.generation()), marker.sizing(), usage, marker.entries(), marker.units());
            directory.deleteMapsExcept(map.file());
            return new ChronicleStateStore(directory, options.alarm(), false, marker.seed(), marker.generation(), map);
        }
        directory.deleteMapsExcept(null);
        StateMap map = make(directory, newest + 1, options.sizing(), usage);
        if (map == null)
            throw new StateStoreException(directory + " needs " + StateMap.requiredBytes(options.sizing())
                    + " bytes of disk and " + directory.usableSpace() + " are free: make room, plan fewer entries than "
                    + options.sizing().plannedEntries() + ", or use another directory");
        return new ChronicleStateStore(
                directory, options.alarm(), true, new SecureRandom().nextLong(), newest + 1, map);
    }

    @Override
    public int get(long keyAddress, int keyLength, long valueAddress, int capacity) {
        return map().get(access, keyAddress, keyLength, valueAddress, capacity);
    }

    @Override
    public int put(long keyAddress, int keyLength, long valueAddress, int valueLength) {
        int result = mapToChange().put(access, keyAddress, keyLength, valueAddress, valueLength);
        StateGrowth growing = growth;
        if (growing != null && result == OK) growing.put(access, keyAddress, keyLength, valueAddress, valueLength);
        return result;
    }

    @Override
    public boolean remove(long keyAddress, int keyLength) {
        boolean removed = mapToChange().remove(access, keyAddress, keyLength);
        StateGrowth growing = growth;
        if (growing != null && removed) growing.remove(access, keyAddress, keyLength);
        return removed;
    }

    @Override
    public int maxValueLength(int keyLength) {
        return map().maxValueLength(keyLength);
    }

    @Override
    public void forEach(StateVisitor visitor) {
        StateMap map = mapToChange();
        visiting = true;
        try (StateAccess own = new StateAccess(seed)) {
            for (int segment = 0; segment < map.segments(); segment++) map.forEach(segment, own, visitor);
        } finally {
            visiting = false;
        }
    }

    @Override
    public long size() {
        return map().usage().entries();
    }

    @Override
    public long plannedEntries() {
        return map().sizing().plannedEntries();
    }

    @Override
    public long bytesOnDisk() {
        StateGrowth growing = growth;
        return map().bytesOnDisk() + (growing == null ? 0 : growing.next().bytesOnDisk());
    }

    @Override
    public boolean rebuilt() {
        return rebuilt;
    }

    @Override
    public void clear() {
        StateMap map = mapToChange();
        dropGrowth();
        StateMap empty = makeNext(map.sizing());
        if (empty != null) {
            replaceWith(empty);
            return;
        }
        map.clear(); // no room for an empty file beside this one, and a reader may be in this one
    }

    @Override
    public StateReader newReader() {
        ChronicleStateReader reader = new ChronicleStateReader(this, seed);
        readers.add(reader);
        return reader;
    }

    @Override
    public Growth startGrow(long plannedEntries) {
        StateMap map = mapToChange();
        if (plannedEntries < plannedEntries())
            throw new IllegalArgumentException(directory + " cannot grow to " + plannedEntries
                    + " planned entries: it is made for " + plannedEntries() + " already");
        dropGrowth();
        long needed = Math.max(
                map.usage().entries(),
                StateMap.averageEntries(map.sizing(), map.usage().units()));
        StateMap next = makeNext(map.sizing().withPlannedEntries(Math.max(plannedEntries, needed)));
        if (next == null) return Growth.NO_SPACE;
        growth = new StateGrowth(map, next, seed);
        return Growth.GROWING;
    }

    @Override
    public Growth growStep() {
        mapToChange();
        StateGrowth growing = growth;
        if (growing == null) return Growth.GROWN;
        Growth state = growing.step(access);
        if (state == Growth.GROWN) {
            growth = null;
            growing.close();
            replaceWith(growing.next());
        } else if (state == Growth.ABANDONED) {
            dropGrowth();
        }
        return state;
    }

    @Override
    public void close() {
        StateMap map = current;
        if (map == null) return;
        refuseWhileVisiting();
        dropGrowth();
        retire(map, null);
        access.close();
        try (StateDirectory closing = directory) {
            long written = map.writtenBytes();
            map.close();
            int crc = StateDirectory.forceAndCheck(map.file(), written);
            closing.putMarker(new CleanMarker(
                    generation,
                    written,
                    crc,
                    seed,
                    map.usage().entries(),
                    map.usage().units(),
                    map.sizing(),
                    StateMap.SOFTWARE));
        } catch (IOException e) {
            throw new StateStoreException(
                    directory + " could not be closed cleanly and will start empty next time: " + e, e);
        }
    }

    /** What readers read; null once the store is closed. */
    @Nullable
    StateMap published() {
        return current;
    }

    /** False when the reader was closed before. */
    boolean forget(ChronicleStateReader reader) {
        return readers.remove(reader);
    }

    IllegalStateException closedError() {
        return new IllegalStateException(directory + " is closed");
    }

    private StateMap map() {
        StateMap map = current;
        if (map == null) throw closedError();
        return map;
    }

    private StateMap mapToChange() {
        refuseWhileVisiting();
        return map();
    }

    private void refuseWhileVisiting() {
        if (visiting) throw new IllegalStateException(directory + " is being visited: change it after forEach");
    }

    /** Lets readers into the new map first, then waits for those that are still in the old one. */
    private void retire(StateMap old, @Nullable StateMap replacement) {
        current = replacement;
        for (ChronicleStateReader reader : readers) reader.awaitOutside(old);
    }

    private void replaceWith(StateMap next) {
        StateMap old = map();
        retire(old, next);
        generation = newestGeneration;
        discard(old);
        next.usage().listen();
    }

    private void dropGrowth() {
        StateGrowth growing = growth;
        growth = null;
        if (growing == null) return;
        growing.close();
        discard(growing.next());
    }

    /** A file of the next generation; null when the disk has no room. */
    private @Nullable StateMap makeNext(StateSizing sizing) {
        try {
            StateMap made = make(directory, newestGeneration + 1, sizing, new StateUsage(alarm));
            if (made != null) newestGeneration++;
            return made;
        } catch (IOException e) {
            throw new StateStoreException(directory + " cannot make a larger file: " + e, e);
        }
    }

    private void discard(StateMap map) {
        map.close();
        try {
            directory.deleteMap(map.file());
        } catch (IOException e) {
            throw new StateStoreException(directory + " cannot delete " + map.file() + ": " + e, e);
        }
    }

    private static @Nullable StateMap make(
            StateDirectory directory, long generation, StateSizing sizing, StateUsage usage) throws IOException {
        if (!hasRoom(directory, sizing)) return null;
        try {
            return StateMap.create(directory.mapFile(generation), sizing, usage);
        } catch (IOException | RuntimeException e) {
            directory.deleteMap(directory.mapFile(generation));
            if (!hasRoom(directory, sizing)) return null; // somebody took it meanwhile
            throw e;
        }
    }

    /** Asks for an eighth more than is needed: Chronicle wants a tenth, and others write as well. */
    private static boolean hasRoom(StateDirectory directory, StateSizing sizing) throws IOException {
        long needed = StateMap.requiredBytes(sizing);
        return directory.usableSpace() >= needed + needed / 8;
    }
}
