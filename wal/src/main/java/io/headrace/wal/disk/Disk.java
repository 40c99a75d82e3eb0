package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The calls that decide whether data survives, in one place, so that a test can make them fail.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Disk {
    /** Brings a file's bytes to the disk; when this returns they survive a power cut. */
    void force(FileChannel file) throws IOException;

    /** Brings a directory's entries to the disk: files created, renamed or deleted in it. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Creates {@code file} with {@code bytes} zero bytes that are really there: writing to them through a mapping never
     * meets a full disk.
     *
     * @return false when there is no room; then no file is left behind
     */
    boolean reserve(Path file, long bytes) throws IOException;
}
