package io.headrace.exec.counters;

import static io.headrace.exec.counters.CountersLayout.INTS;
import static io.headrace.exec.counters.CountersLayout.LONGS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counters of a context from outside, while they are written or after. It believes nothing in the file before it has been
 * checked: what is no counters file is refused with the reason, and what stands in a sound one can at worst be a wrong number.
 *
 * <p>When the context is started again there is a new file in the place of this one: {@link #isClosed} and {@link #isWriterAlive} tell
 * whether somebody still writes here.
 *
 * <p>A writer never cuts its file short; where somebody else does while it is read, the next look fails with an {@code InternalError}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CountersReader {
    /**
     * A counter as it was read.
     *
     * @param number the stable number
     * @param id null when this version does not know the number
     * @param instance which input or thread; 0 of a counter of which there is one
     */
    public record Reading(int number, @Nullable CounterId id, int instance, String label, long value) {}

    private final Path file;
    private final ByteBuffer bytes;
    private final int room;
    private final int values;
    private final int stride;

    private CountersReader(Path file, ByteBuffer bytes) throws IOException {
        this.file = file;
        this.bytes = bytes;
        if ((long) LONGS.getAcquire(bytes, CountersLayout.MAGIC_AT) != CountersLayout.MAGIC) {
            throw new IOException(
                    file + " is no counters file, or is just being made: it does not begin with HRCOUNTS");
        }
        int version = (int) INTS.get(bytes, CountersLayout.VERSION_AT);
        if (version != CountersLayout.VERSION) {
            throw new IOException(file + " has the layout " + version + "; this version reads layout "
                    + CountersLayout.VERSION + " only");
        }
        room = (int) INTS.get(bytes, CountersLayout.ROOM_AT);
        values = (int) INTS.get(bytes, CountersLayout.VALUES_AT);
        stride = (int) INTS.get(bytes, CountersLayout.STRIDE_AT);
        boolean isSound = room >= 0
                && room <= CountersLayout.MAX_ROOM
                && stride >= Long.BYTES
                && stride % Long.BYTES == 0
                && values % Long.BYTES == 0
                && values >= CountersLayout.entryAt(room)
                && values + (long) room * stride <= bytes.capacity();
        if (!isSound) {
            throw new IOException(file + " is damaged: " + room + " counters of " + stride + " bytes from " + values
                    + " on do not fit its " + bytes.capacity() + " bytes");
        }
    }

    /**
     * Opens a counters file.
     *
     * @throws IOException when it cannot be read, or is none
     */
    public static CountersReader open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < CountersLayout.DIRECTORY_AT) {
                throw new IOException(file + " is no counters file: it has " + size + " bytes, and the header alone "
                        + CountersLayout.DIRECTORY_AT);
            }
            long most = CountersLayout.fileBytes(CountersLayout.MAX_ROOM);
            return new CountersReader(file, channel.map(MapMode.READ_ONLY, 0, Math.min(size, most)));
        }
    }

    public Path file() {
        return file;
    }

    public String contextName() {
        return CountersLayout.text(bytes, CountersLayout.NAME_AT, CountersLayout.NAME_BYTES);
    }

    /** The process that made the file. */
    public long processId() {
        return (long) LONGS.get(bytes, CountersLayout.PROCESS_AT);
    }

    /**
     * Whether the process that made the file lives. Another one that was given its number later is known by its start; not where the
     * file is of an older build, or of another container: there a living process of that number counts as the writer.
     */
    public boolean isWriterAlive() {
        long process = processId();
        return ProcessHandle.of(process).isPresent()
                && !ProcessMark.isAnother((long) LONGS.get(bytes, CountersLayout.MARK_AT), ProcessMark.of(process));
    }

    public Instant startedAt() {
        return Instant.ofEpochMilli((long) LONGS.get(bytes, CountersLayout.START_AT));
    }

    /** Whether the context has ended in order. One that was killed has not. */
    public boolean isClosed() {
        return (int) INTS.getAcquire(bytes, CountersLayout.STATE_AT) == CountersLayout.CLOSED;
    }

    /** When the context ended, in order; empty where that is not known: it runs, or it was killed. */
    public Optional<Instant> endedAt() {
        long millis = isClosed() ? (long) LONGS.get(bytes, CountersLayout.END_AT) : 0;
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** All counters there are by now, in the order in which they were made: the first has the place 0. */
    public List<Reading> readings() {
        int count = count();
        List<Reading> readings = new ArrayList<>(count);
        for (int place = 0; place < count; place++) {
            int entry = CountersLayout.entryAt(place);
            int number = (int) INTS.get(bytes, entry + CountersLayout.NUMBER);
            readings.add(new Reading(
                    number,
                    CounterId.ofNumber(number),
                    (int) INTS.get(bytes, entry + CountersLayout.INSTANCE),
                    CountersLayout.text(bytes, entry + CountersLayout.LABEL, CountersLayout.LABEL_BYTES),
                    valueAt(place)));
        }
        return readings;
    }

    /** The value of a counter; empty when there is none yet. */
    public OptionalLong value(CounterId id, int instance) {
        int count = count();
        for (int place = 0; place < count; place++) {
            int entry = CountersLayout.entryAt(place);
            if ((int) INTS.get(bytes, entry + CountersLayout.NUMBER) == id.number()
                    && (int) INTS.get(bytes, entry + CountersLayout.INSTANCE) == instance) {
                return OptionalLong.of(valueAt(place));
            }
        }
        return OptionalLong.empty();
    }

    /** The value of a counter of which there is one; empty when there is none yet. */
    public OptionalLong value(CounterId id) {
        return value(id, 0);
    }

    /** How many counters there are by now; it only grows. */
    public int count() {
        int count = (int) INTS.getAcquire(bytes, CountersLayout.COUNT_AT);
        return Math.max(0, Math.min(room, count));
    }

    /** The value of the counter at this place, read without searching or garbage. */
    public long valueAt(int place) {
        if (place < 0 || place >= room) throw new IllegalArgumentException("place " + place + " of " + room);
        return (long) LONGS.getOpaque(bytes, values + place * stride);
    }

    @Override
    public String toString() {
        return "reader of " + file;
    }
}
