package io.headrace.bench.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What is in a directory, while others write and delete there.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param files regular files, however deep
 * @param bytes how long they are together, room that is only reserved included
 */
public record Footprint(long files, long bytes) {
    /** Of a directory now; nothing when there is none. */
    public static Footprint of(Path directory) {
        Counting counting = new Counting();
        try {
            if (Files.exists(directory)) Files.walkFileTree(directory, counting);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through " + directory, e);
        }
        return new Footprint(counting.files, counting.bytes);
    }

    private static final class Counting extends SimpleFileVisitor<Path> {
        private long files;
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files++;
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE; // deleted meanwhile
            throw failure;
        }
    }
}
