package io.headrace.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of parts that is there as a whole or not at all: it is written beside its place, forced to the disk, and renamed.
 *
 * <pre>
 *   counts-1700000000000/
 *       part-00000        the elements of partition 0
 *       part-00001
 *       _SUCCESS          empty
 *
 *   .counts-1700000000000.writing/    as long as it is written
 *   .counts-1700000000000.old/        while the one before is replaced
 * </pre>
 *
 * <p><b>Threading:</b> {@link #part} by several threads, different parts; everything else by the one that began.
 */
public final class OutputDirectory implements AutoCloseable {
    private static final Pattern OURS =
            Pattern.compile("part-\\d{5,}|_SUCCESS|\\.part-\\d{5,}\\.crc|\\._SUCCESS\\.crc");
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path target;
    private final Path writing;
    private final Path old;

    private OutputDirectory(Path target) {
        this.target = target;
        Path name = target.getFileName();
        this.writing = target.resolveSibling("." + name + ".writing");
        this.old = target.resolveSibling("." + name + ".old");
    }

    /** Writes one part. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws Exception;
    }

    /**
     * Begins to write.
     *
     * @param replaces whether a directory of parts that is there already gives way to this one
     * @throws FileAlreadyExistsException when something is there that does not give way
     */
    public static OutputDirectory begin(Path directory, boolean replaces) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        if (target.getFileName() == null) throw new FileAlreadyExistsException(directory + " cannot be an output");
        OutputDirectory output = new OutputDirectory(target);
        output.checkPlace(replaces);
        Path parent = target.getParent();
        if (parent != null) make(parent);
        delete(output.writing);
        Files.createDirectory(output.writing);
        return output;
    }

    private static void make(Path parent) throws IOException {
        try {
            Files.createDirectories(parent);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(e.getFile()
                    + " is a file, and output directories cannot lie in it: give the output another prefix");
        }
    }

    private void checkPlace(boolean replaces) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) return;
        if (!replaces)
            throw new FileAlreadyExistsException("output directory " + target + " already exists: name another one");
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS))
            throw new FileAlreadyExistsException(target + " is no directory, and is not replaced by one");
        try (Stream<Path> files = Files.list(target)) {
            List<Path> others = files.filter(
                            file -> !OURS.matcher(file.getFileName().toString()).matches())
                    .toList();
            if (!others.isEmpty())
                throw new FileAlreadyExistsException(target + " holds what no output has written, such as "
                        + others.get(0).getFileName() + ", and is not replaced: give the output another prefix");
        }
    }

    /** Writes a part as a whole, and forces it to the disk. */
    public void part(int number, Body body) throws Exception {
        Path file = writing.resolve(String.format(Locale.ROOT, "part-%05d", number));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            body.write(out);
            out.flush();
            channel.force(true);
        }
    }

    /** All parts are written: puts the directory in its place. */
    public void commit() throws IOException {
        Files.createFile(writing.resolve("_SUCCESS"));
        force(writing);
        delete(old);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(writing, target, StandardCopyOption.ATOMIC_MOVE);
        Path parent = target.getParent();
        if (parent != null) force(parent);
        delete(old);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Takes away what was written and not committed. */
    @Override
    public void close() throws IOException {
        delete(writing);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) return;
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(OutputDirectory::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
