package io.headrace.exec;

import io.headrace.memory.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Counts the starts of a context that has a directory and no log: one more at each, on the disk before anything runs, so that no batch
 * id is ever given out twice.
 *
 * <p><b>Threading:</b> under the directory's lock.
 */
final class Incarnation {
    private static final String FILE_NAME = "incarnation";

    private Incarnation() {}

    /**
     * Counts one more.
     *
     * @param known the start that has written what the directory holds; 0 when it holds nothing
     * @throws CorruptDataException when the file is gone, or holds no number that can be
     */
    static long next(Path directory, long known) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (known > 0 && Files.notExists(file)) throw corrupt(file + " is missing, and start " + known + " was", null);
        long last = Files.exists(file) ? read(file) : 0;
        if (last < known)
            throw corrupt(file + " says that there were " + last + " starts, and start " + known + " was", null);
        long next = last + 1;
        Path fresh = directory.resolve(FILE_NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(Long.toString(next).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        return next;
    }

    private static long read(Path file) throws IOException {
        // Any byte is a character of this set: what is damaged is shown, and not thrown.
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        try {
            long starts = Long.parseLong(text);
            if (starts < 1 || starts == Long.MAX_VALUE) throw new NumberFormatException(text);
            return starts;
        } catch (NumberFormatException e) {
            throw corrupt(file + " holds \"" + text + "\" instead of the number of starts", e);
        }
    }

    private static CorruptDataException corrupt(String what, @Nullable Throwable cause) {
        CorruptDataException damage =
                new CorruptDataException(what + ": write a number there that no start before can have reached");
        if (cause != null) damage.initCause(cause);
        return damage;
    }
}
