package io.headrace.wal.state;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.NativeMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files of one store: a lock that keeps others out, one map file per generation, and the marker that says that the
 * newest one was closed cleanly.
 *
 * <pre>
 *   NAME.lock              held while the store is open
 *   NAME.GENERATION.map    the entries; a larger one stands beside it while the store grows
 *   NAME.clean             see {@link CleanMarker}
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StateDirectory implements AutoCloseable {
    private static final int CHECK_BUFFER = 1 << 20;
    private static final String MAP_SUFFIX = ".map";
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Path directory;
    private final String name;
    private final FileChannel lock;

    private StateDirectory(Path directory, String name, FileChannel lock) {
        this.directory = directory;
        this.name = name;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing and takes the lock.
     *
     * @throws StateStoreException when somebody else has the store open
     */
    public static StateDirectory open(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        Path lockFile = directory.resolve(name + ".lock");
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (isTaken(channel))
                throw new StateStoreException(
                        "state store " + name + " in " + directory + " is open already, here or in"
                                + " another process; close it there, or use another directory");
            return new StateDirectory(directory, name, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The file of a generation. */
    public Path mapFile(long generation) {
        return directory.resolve(name + "." + generation + MAP_SUFFIX);
    }

    /** The highest generation that has a file; 0 without one. */
    public long newestGeneration() throws IOException {
        long newest = 0;
        for (Path file : mapFiles()) newest = Math.max(newest, generationOf(file));
        return newest;
    }

    /** Deletes every map file but one. */
    public void deleteMapsExcept(@Nullable Path kept) throws IOException {
        for (Path file : mapFiles()) {
            if (!file.equals(kept)) Files.deleteIfExists(file);
        }
    }

    public void deleteMap(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * Takes the marker away, durably, and returns it when its file is what it says: from here on, a crash is visible.
     */
    public @Nullable CleanMarker takeMarker() throws IOException {
        Path path = markerFile();
        CleanMarker marker = CleanMarker.read(path);
        if (Files.deleteIfExists(path)) force();
        return marker != null && isIntact(marker) ? marker : null;
    }

    /** Writes the marker, durably, for a map file that has been closed and forced. */
    public void putMarker(CleanMarker marker) throws IOException {
        Path written = directory.resolve(name + ".clean.tmp");
        marker.write(written);
        Files.move(written, markerFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force();
    }

    /** The CRC32C of the first bytes of a file, which are forced to disk before. */
    public static int forceAndCheck(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.force(true);
            return crcOf(channel, length);
        }
    }

    /** Bytes that can still be written to the file system of this directory. */
    public long usableSpace() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public String toString() {
        return "state store " + name + " in " + directory;
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken == null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return true;
        }
    }

    private Path markerFile() {
        return directory.resolve(name + ".clean");
    }

    private List<Path> mapFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> generationOf(file) > 0)) {
            files.forEach(found::add);
        }
        return found;
    }

    /** 0 for a file that is none of ours. */
    private long generationOf(Path file) {
        String fileName = String.valueOf(file.getFileName());
        String prefix = name + ".";
        if (!fileName.startsWith(prefix) || !fileName.endsWith(MAP_SUFFIX)) return 0;
        int end = fileName.length() - MAP_SUFFIX.length();
        if (end <= prefix.length() || end - prefix.length() > 18) return 0;
        String digits = fileName.substring(prefix.length(), end);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : 0;
    }

    private boolean isIntact(CleanMarker marker) throws IOException {
        Path file = mapFile(marker.generation());
        if (!Files.isRegularFile(file) || Files.size(file) < marker.fileLength()) return false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return crcOf(channel, marker.fileLength()) == marker.fileCrc();
        }
    }

    private static int crcOf(FileChannel channel, long length) throws IOException {
        long buffer = NativeMemory.allocate(CHECK_BUFFER, MemoryTag.STATE);
        try {
            MemoryWindow window = new MemoryWindow();
            Crc32c crc = new Crc32c().begin();
            for (long at = 0; at < length; ) {
                ByteBuffer bytes = window.aim(buffer, (int) Math.min(CHECK_BUFFER, length - at));
                int read = channel.read(bytes, at);
                if (read < 0) throw new EOFException("the file ends at " + at + ", not at " + length);
                crc.add(buffer, read);
                at += read;
            }
            return crc.value();
        } finally {
            NativeMemory.free(buffer, CHECK_BUFFER, MemoryTag.STATE);
        }
    }

    /** Makes names durable; Windows has no such call, and does so by itself. */
    private void force() throws IOException {
        if (WINDOWS) return;
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
