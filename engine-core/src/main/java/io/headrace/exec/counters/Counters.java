package io.headrace.exec.counters;

import static io.headrace.exec.counters.CountersLayout.INTS;
import static io.headrace.exec.counters.CountersLayout.LONGS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All counters of a context, in one mapped file that other processes may read while they are written: see {@link CountersLayout} for
 * the bytes and {@link CountersReader} for the other side. A write is a store into memory; the system takes it to the file, also when
 * the process is killed.
 *
 * <p>Each start makes a new file and puts it in the place of the old one, so whoever still reads that one is not disturbed.
 *
 * <p><b>Threading:</b> counters are taken by any thread; each {@link Counter} is written by one. They may still be written after
 * {@link #close}, to no avail.
 */
public final class Counters implements AutoCloseable {
    /** The file's name in the directory of a context. */
    public static final String FILE_NAME = "counters";

    private static final Logger LOG = LoggerFactory.getLogger(Counters.class);

    private record Key(CounterId id, int instance) {
        // Written out, for what a record makes is linked at its first call: milliseconds of each start.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && id == key.id && instance == key.instance;
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + instance;
        }
    }

    private final Path file;
    private final boolean isTemporary;
    private final ByteBuffer bytes;
    private final int room;
    private final Map<Key, Counter> counters = new HashMap<>();
    private boolean closed;

    private Counters(Path file, boolean isTemporary, ByteBuffer bytes, int room) {
        this.file = file;
        this.isTemporary = isTemporary;
        this.bytes = bytes;
        this.room = room;
    }

    /**
     * Makes the counters file of a context that has a directory.
     *
     * @param instances inputs and threads together: for so many there is room
     */
    public static Counters inDirectory(Path directory, String contextName, int instances) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        Path fresh = directory.resolve(FILE_NAME + ".new");
        Files.deleteIfExists(fresh);
        Counters made = make(file, fresh, false, contextName, instances);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return made;
    }

    /** Makes a counters file that goes when it is closed, and tells the log where it is. */
    public static Counters temporary(String contextName, int instances) throws IOException {
        try {
            Path file = Files.createTempFile("headrace-counters-", "");
            Counters made = make(file, file, true, contextName, instances);
            LOG.info("counters of {} are in {}", contextName, file);
            return made;
        } catch (IOException e) {
            throw new IOException(
                    "its counters are a file in " + System.getProperty("java.io.tmpdir")
                            + ", which cannot be written (" + e
                            + "): make room there, or name another place with -Djava.io.tmpdir=DIRECTORY",
                    e);
        }
    }

    private static Counters make(Path file, Path fresh, boolean isTemporary, String contextName, int instances)
            throws IOException {
        int room = roomFor(instances);
        try (FileChannel channel =
                FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written, not only reserved: a full disk is an error here, and not a fault at the first count.
            ByteBuffer zeros = ByteBuffer.allocate(CountersLayout.fileBytes(room));
            while (zeros.hasRemaining()) channel.write(zeros, zeros.position());
            ByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, zeros.capacity());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            writeHeader(bytes, contextName, room);
            return new Counters(file, isTemporary, bytes, room);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Every counter once, and those that are counted per input or thread for each. */
    private static int roomFor(int instances) {
        if (instances < 0) throw new IllegalArgumentException("inputs and threads: " + instances + "; give 0 or more");
        long room = 0;
        for (CounterId id : CounterId.values()) room += id.instances(instances);
        if (room > CountersLayout.MAX_ROOM) {
            throw new IllegalArgumentException(instances + " inputs and threads need " + room
                    + " counters; one file holds " + CountersLayout.MAX_ROOM);
        }
        return (int) room;
    }

    private static void writeHeader(ByteBuffer bytes, String contextName, int room) {
        INTS.set(bytes, CountersLayout.VERSION_AT, CountersLayout.VERSION);
        INTS.set(bytes, CountersLayout.ROOM_AT, room);
        INTS.set(bytes, CountersLayout.VALUES_AT, CountersLayout.valuesAt(room));
        INTS.set(bytes, CountersLayout.STRIDE_AT, CountersLayout.STRIDE);
        long process = ProcessHandle.current().pid();
        LONGS.set(bytes, CountersLayout.PROCESS_AT, process);
        LONGS.set(bytes, CountersLayout.MARK_AT, ProcessMark.of(process));
        LONGS.set(bytes, CountersLayout.START_AT, Instant.now().toEpochMilli());
        INTS.set(bytes, CountersLayout.STATE_AT, CountersLayout.LIVE);
        CountersLayout.putText(bytes, CountersLayout.NAME_AT, contextName, CountersLayout.NAME_BYTES);
        LONGS.setRelease(bytes, CountersLayout.MAGIC_AT, CountersLayout.MAGIC);
    }

    /** Where the counters are. */
    public Path file() {
        return file;
    }

    /** A counter of which there is one. The same one at each call. */
    public Counter counter(CounterId id) {
        if (id.isPerInstance()) {
            throw new IllegalArgumentException(id + " is counted for each input or thread: name the instance");
        }
        return counter(id, 0, "");
    }

    /**
     * A counter of one input or thread. The same one at each call; the first call's label stays.
     *
     * @param label for people: the stream's name, the thread's roles; as much of it is kept as fits 52 bytes
     */
    public synchronized Counter counter(CounterId id, int instance, String label) {
        if (instance < 0) throw new IllegalArgumentException("instance " + instance + " of " + id);
        if (!id.isPerInstance() && instance != 0) {
            throw new IllegalArgumentException("there is one " + id + ", not an instance " + instance);
        }
        Counter known = counters.get(new Key(id, instance));
        if (known != null) return known;
        if (closed) throw new IllegalStateException("counter " + id + " is asked for after the counters were closed");
        int place = counters.size();
        if (place == room) {
            throw new IllegalStateException("no room for counter " + id + " " + instance + ": the file was made for "
                    + room + " counters; make it for more inputs and threads");
        }
        int entry = CountersLayout.entryAt(place);
        INTS.set(bytes, entry + CountersLayout.NUMBER, id.number());
        INTS.set(bytes, entry + CountersLayout.INSTANCE, instance);
        CountersLayout.putText(bytes, entry + CountersLayout.LABEL, label, CountersLayout.LABEL_BYTES);
        Counter counter = new Counter(bytes, CountersLayout.valuesAt(room) + place * CountersLayout.STRIDE);
        counters.put(new Key(id, instance), counter);
        // The entry is whole: now it may be seen.
        INTS.setRelease(bytes, CountersLayout.COUNT_AT, place + 1);
        return counter;
    }

    /** Says in the file that the context has ended in order; a temporary file goes. The values stay readable from here. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        LONGS.set(bytes, CountersLayout.END_AT, Instant.now().toEpochMilli());
        INTS.setRelease(bytes, CountersLayout.STATE_AT, CountersLayout.CLOSED);
        if (isTemporary) Files.deleteIfExists(file);
        // The file stays mapped until no counter is left and the collector has seen it: threads of the user's receivers
        // may still count
        // after the end, and a count into memory that was given back would end the process.
    }

    @Override
    public String toString() {
        return "counters in " + file;
    }
}
