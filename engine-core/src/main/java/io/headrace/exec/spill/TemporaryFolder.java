package io.headrace.exec.spill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for files that nobody reads but this process, where a context has no directory for them. Who makes one deletes those that killed
 * processes have left: a lock says whether the owner lives, across containers that share the disk as well.
 *
 * <pre>
 *     headrace-KIND-PROCESS-START-RANDOM/lock     held while the owner lives
 *                                       /...      the files
 * </pre>
 *
 * <p><b>Threading:</b> made and closed by one thread each.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
    private static final String LOCK = "lock";
    private static final int TRIES = 10;

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one where the system has temporary files. */
    public static TemporaryFolder make(String kind) throws IOException {
        return make(Path.of(System.getProperty("java.io.tmpdir")), kind);
    }

    static TemporaryFolder make(Path above, String kind) throws IOException {
        String own = "headrace-" + kind + '-' + process() + '-';
        deleteLeft(above, "headrace-" + kind + '-', own);
        for (int i = 0; i < TRIES; i++) {
            TemporaryFolder made = tryMake(Files.createTempDirectory(above, own));
            if (made != null) return made;
        }
        throw new IOException("no folder " + own + "… could be made and locked in " + above);
    }

    /** Its number and its start: the first process of a container has the number of the one before. */
    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Null when another process took it, before it was locked, for one that was left. */
    private static @Nullable TemporaryFolder tryMake(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean isLocked = false;
        try {
            isLocked = channel.tryLock() != null && Files.exists(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be locked: no other process deletes it then, for it cannot lock it either", file, e);
            isLocked = true;
        } finally {
            if (!isLocked) channel.close();
        }
        return isLocked ? new TemporaryFolder(path, channel) : null;
    }

    private static void deleteLeft(Path above, String prefix, String own) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(above, prefix + '*')) {
            String mine = above.resolve(own)
                    .toString(); // of this process, which would let go of their locks by looking at them
            for (Path folder : folders) if (!folder.toString().startsWith(mine)) deleteIfLeft(folder);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("{} could not be looked through for what killed processes have left", above, e);
        }
    }

    /** One that somebody else makes has no lock yet, or is locked; another user's cannot be opened. */
    private static void deleteIfLeft(Path folder) {
        Path file = folder.resolve(LOCK);
        if (!Files.isRegularFile(file)) return;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) return;
            deleteAll(folder); // with the lock held: who makes it just now finds that it is gone
            LOG.info("{} was deleted, which a killed process has left", folder);
        } catch (IOException | UncheckedIOException | OverlappingFileLockException e) {
            LOG.debug("{} cannot be deleted", folder, e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        Path lock = folder.resolve(LOCK);
        for (Path file : all) if (!file.equals(lock) && !file.equals(folder)) Files.deleteIfExists(file);
        Files.deleteIfExists(lock); // the last one: what is left without it nobody would ever delete
        Files.deleteIfExists(folder);
    }

    public Path path() {
        return path;
    }

    /** For files that are in use until the JVM ends: these are deleted then, and the folder. */
    void deleteAtExit(String file) {
        path.toFile().deleteOnExit(); // in the opposite order: the files go first
        path.resolve(LOCK).toFile().deleteOnExit();
        path.resolve(file).toFile().deleteOnExit();
    }

    /** Deletes it, and what is in it. */
    @Override
    public void close() throws IOException {
        try {
            deleteAll(path);
        } finally {
            lock.close();
        }
    }
}
