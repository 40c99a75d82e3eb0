package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The disk by means of the JDK alone. Space is reserved by writing zeros, which costs as many bytes of I/O as the data
 * itself; see the adapter of the native library for a cheaper way.
 *
 * <p>On a copy-on-write file system (btrfs, zfs) no reservation binds the disk: keep room there by a quota.
 *
 * <p><b>Threading:</b> any thread.
 */
public class PlainDisk implements Disk {
    private static final int CHUNK = 1 << 20;
    private static final boolean DIRECTORIES_ARE_FILES =
            Path.of("/").equals(Path.of("/").toAbsolutePath());

    private volatile @Nullable Store latest;

    /** Where a directory lies. To find that out the JDK reads the table of all mounts, and a log reserves its rolls in one directory. */
    private record Store(Path directory, FileStore files) {}

    /** How many bytes the disk has left where this file lies or will lie. */
    protected final long usableSpace(Path file) throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory");
        Store known = latest;
        if (known == null || !known.directory.equals(directory)) {
            known = new Store(directory, Files.getFileStore(directory));
            latest = known;
        }
        return known.files.getUsableSpace();
    }

    @Override
    public void force(FileChannel file) throws IOException {
        file.force(false);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!DIRECTORIES_ARE_FILES) return; // Windows: entries cannot be forced, and are not cached like this
        Channels.with(directory, channel -> channel.force(true), StandardOpenOption.READ);
    }

    @Override
    public boolean reserve(Path file, long bytes) throws IOException {
        if (usableSpace(file) < bytes) return false;
        Files.createFile(file);
        try {
            write(file, bytes);
            return true;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            if (usableSpace(file) < bytes) return false; // somebody else took the room meanwhile
            throw new IOException("cannot reserve " + bytes + " bytes as " + file, e);
        }
    }

    private static void write(Path file, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
        Channels.with(
                file,
                channel -> {
                    for (long left = bytes; left > 0; left -= zeros.position())
                        channel.write(zeros.position(0).limit((int) Math.min(CHUNK, left)));
                },
                StandardOpenOption.WRITE);
    }
}
