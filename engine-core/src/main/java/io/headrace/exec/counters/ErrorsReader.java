package io.headrace.exec.counters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the errors of a context from outside, while it runs or after. It believes nothing in the file before it has been checked: what
 * is no errors file is refused with the reason, and what stands in a sound one can at worst be a wrong text.
 *
 * <p><b>Threading:</b> immutable: what the file held when it was read.
 */
public final class ErrorsReader {
    /**
     * One error.
     *
     * @param where the role or stream that failed
     * @param what the text of the first time
     */
    public record Entry(String where, String what, long count, Instant first, Instant last) {}

    private final long processId;
    private final Instant startedAt;
    private final long others;
    private final List<Entry> entries;

    private ErrorsReader(long processId, Instant startedAt, long others, List<Entry> entries) {
        this.processId = processId;
        this.startedAt = startedAt;
        this.others = others;
        this.entries = entries;
    }

    /**
     * Reads an errors file.
     *
     * @throws IOException when it cannot be read, or is none
     */
    public static ErrorsReader read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() < ErrorsLayout.FIRST_PLACE_AT
                || bytes.getLong(ErrorsLayout.MAGIC_AT) != ErrorsLayout.MAGIC)
            throw new IOException(file + " is no errors file: it does not begin with HRERRORS");
        int version = bytes.getInt(ErrorsLayout.VERSION_AT);
        if (version != ErrorsLayout.VERSION)
            throw new IOException(file + " has the layout " + version + "; this version reads layout "
                    + ErrorsLayout.VERSION + " only");
        int places = bytes.getInt(ErrorsLayout.PLACES_AT);
        int stride = bytes.getInt(ErrorsLayout.STRIDE_AT);
        boolean isSound = places >= 0
                && stride == ErrorsLayout.STRIDE
                && ErrorsLayout.FIRST_PLACE_AT + (long) places * stride <= bytes.capacity();
        if (!isSound)
            throw new IOException(file + " is damaged: " + places + " places of " + stride + " bytes do not fit its "
                    + bytes.capacity() + " bytes");
        List<Entry> entries = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            int at = ErrorsLayout.placeAt(place);
            long count = bytes.getLong(at + ErrorsLayout.COUNT);
            if (count > 0) entries.add(entry(bytes, at, count));
        }
        return new ErrorsReader(
                bytes.getLong(ErrorsLayout.PROCESS_AT),
                Instant.ofEpochMilli(bytes.getLong(ErrorsLayout.START_AT)),
                Math.max(0, bytes.getLong(ErrorsLayout.OTHERS_AT)),
                List.copyOf(entries));
    }

    private static Entry entry(ByteBuffer bytes, int at, long count) {
        return new Entry(
                text(bytes, at + ErrorsLayout.WHERE, ErrorsLayout.WHERE_BYTES),
                text(bytes, at + ErrorsLayout.WHAT, ErrorsLayout.WHAT_BYTES),
                count,
                Instant.ofEpochMilli(bytes.getLong(at + ErrorsLayout.FIRST)),
                Instant.ofEpochMilli(bytes.getLong(at + ErrorsLayout.LAST)));
    }

    /** What would move a terminal's cursor becomes blanks. */
    private static String text(ByteBuffer bytes, int at, int most) {
        return CountersLayout.text(bytes, at, most).replaceAll("\\p{Cntrl}", " ");
    }

    public long processId() {
        return processId;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** How many errors found no place. */
    public long others() {
        return others;
    }

    /** In the order in which they happened first. */
    public List<Entry> entries() {
        return entries;
    }
}
