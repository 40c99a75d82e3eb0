package io.headrace.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Counts the starts of a context that has a directory and no log: one more at each, on the disk before anything runs, so that no batch
 * id is ever given out twice.
 *
 * <p><b>Threading:</b> under the directory's lock.
 */
final class Incarnation {
    private static final String FILE_NAME = "incarnation";

    private Incarnation() {}

    static long next(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        long next = Files.exists(file) ? read(file) + 1 : 1;
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
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + " holds \"" + text
                            + "\" instead of the number of starts: write a number there that is higher than"
                            + " that of any start before",
                    e);
        }
    }
}
