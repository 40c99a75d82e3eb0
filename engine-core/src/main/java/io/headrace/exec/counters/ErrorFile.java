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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The errors of a run, each kind once, with how often and when: in a mapped file beside the counters, where {@link ErrorsReader} finds
 * them while the process lives and after. Each start makes a new file; the one before stays as {@value #PREVIOUS_NAME}.
 *
 * <p>What happens at the same place, with the same class and from the same line, is the same error: its first text is kept. There are
 * 64 places; what finds none is only counted.
 *
 * <p><b>Threading:</b> any thread, under a lock: only who has just failed comes here. Never throws.
 */
public final class ErrorFile implements AutoCloseable {
    /** The file's name in the directory of a context. */
    public static final String FILE_NAME = "errors";

    static final String PREVIOUS_NAME = "errors.previous";

    private final Path file;
    private final boolean isTemporary;
    private final ByteBuffer bytes;
    private final InstantSource clock;
    private final Counter total;
    private final Map<String, Integer> places = new HashMap<>();

    private ErrorFile(Path file, boolean isTemporary, ByteBuffer bytes, InstantSource clock, Counter total) {
        this.file = file;
        this.isTemporary = isTemporary;
        this.bytes = bytes;
        this.clock = clock;
        this.total = total;
    }

    /**
     * Makes the errors file that belongs to a counters file.
     *
     * @param isTemporary whether it goes when it is closed, as temporary counters do
     * @param total counts all errors
     */
    public static ErrorFile beside(Path counters, boolean isTemporary, InstantSource clock, Counter total)
            throws IOException {
        Path file = isTemporary
                ? counters.resolveSibling(counters.getFileName() + ".errors")
                : counters.resolveSibling(FILE_NAME);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written, not only reserved: a full disk is an error here, and not a fault later.
            ByteBuffer zeros = ByteBuffer.allocate(ErrorsLayout.fileBytes());
            while (zeros.hasRemaining()) channel.write(zeros, zeros.position());
            ByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, zeros.capacity());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            INTS.set(bytes, ErrorsLayout.VERSION_AT, ErrorsLayout.VERSION);
            INTS.set(bytes, ErrorsLayout.PLACES_AT, ErrorsLayout.PLACES);
            INTS.set(bytes, ErrorsLayout.STRIDE_AT, ErrorsLayout.STRIDE);
            LONGS.set(bytes, ErrorsLayout.PROCESS_AT, ProcessHandle.current().pid());
            LONGS.set(bytes, ErrorsLayout.START_AT, System.currentTimeMillis());
            LONGS.setRelease(bytes, ErrorsLayout.MAGIC_AT, ErrorsLayout.MAGIC);
            if (Files.exists(file))
                Files.move(file, file.resolveSibling(PREVIOUS_NAME), StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return new ErrorFile(file, isTemporary, bytes, clock, total);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /**
     * Counts an error, under what it says and where.
     *
     * @param where the role or stream that failed, in words
     */
    public void record(String where, Throwable error) {
        Throwable root = error;
        for (Throwable cause = root.getCause(); cause != null && cause != root; cause = root.getCause()) root = cause;
        StackTraceElement[] trace = root.getStackTrace();
        String line = trace.length == 0 ? "" : trace[0].toString();
        record(where, error.toString(), where + '|' + root.getClass().getName() + '|' + line, 1);
    }

    /**
     * An error of which only words are known. The same words with other numbers in them are the same error.
     *
     * @param times how often it happened
     */
    public void record(String where, String what, long times) {
        record(where, what, where + '|' + what.replaceAll("[0-9]+", "#"), times);
    }

    private synchronized void record(String where, String what, String key, long times) {
        total.add(times);
        Integer known = places.get(key);
        if (known == null && places.size() == ErrorsLayout.PLACES) {
            LONGS.setOpaque(
                    bytes, ErrorsLayout.OTHERS_AT, (long) LONGS.getOpaque(bytes, ErrorsLayout.OTHERS_AT) + times);
            return;
        }
        int place = ErrorsLayout.placeAt(known == null ? places.size() : known);
        long now = clock.millis();
        if (known == null) {
            places.put(key, places.size());
            LONGS.set(bytes, place + ErrorsLayout.FIRST, now);
            CountersLayout.putText(bytes, place + ErrorsLayout.WHERE, where, ErrorsLayout.WHERE_BYTES);
            CountersLayout.putText(bytes, place + ErrorsLayout.WHAT, what, ErrorsLayout.WHAT_BYTES);
        }
        LONGS.setOpaque(bytes, place + ErrorsLayout.LAST, now);
        long before = (long) LONGS.getOpaque(bytes, place + ErrorsLayout.COUNT);
        LONGS.setRelease(bytes, place + ErrorsLayout.COUNT, before + times); // a new place is whole now
    }

    /** A temporary file goes. What still fails is written to no avail. */
    @Override
    public void close() throws IOException {
        if (isTemporary) Files.deleteIfExists(file);
    }
}
