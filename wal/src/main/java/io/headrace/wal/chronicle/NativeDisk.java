package io.headrace.wal.chronicle;

import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reserves space by {@code fallocate}, which costs no I/O. Where the native library does not load, or the file system
 * does not know the call, zeros are written instead; forcing never goes through the library.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class NativeDisk extends PlainDisk {
    private static final Logger LOG = LoggerFactory.getLogger(NativeDisk.class);
    private static final int READ_WRITE = 2;
    private static final int PLAIN = 0;

    private final boolean usable;

    /**
     * The disk of this machine.
     *
     * @param survivesPowerCuts whether what is written must; without the native library that is refused
     */
    public NativeDisk(boolean survivesPowerCuts) {
        this(posix(), survivesPowerCuts);
    }

    NativeDisk(PosixAPI posix, boolean survivesPowerCuts) {
        this.usable = isUsable(posix);
        if (usable) return;
        String problem = "the native library does not load (" + posix.getClass().getSimpleName() + "): "
                + "let java.io.tmpdir be a directory from which code may run (not noexec), on Linux with glibc";
        if (survivesPowerCuts)
            throw new UnsupportedOperationException("BATCH and RECORD are refused, for " + problem
                    + "; or choose PROCESS, which survives the death of the process only");
        LOG.warn("space for the log is reserved by writing zeros, which costs I/O, for {}", problem);
    }

    private static PosixAPI posix() {
        ChronicleSetup.prepare();
        return PosixAPI.posix();
    }

    /** A stand-in that answers 0 to everything must not be believed. */
    private static boolean isUsable(PosixAPI posix) {
        return !(posix instanceof NoOpPosixAPI)
                && System.getProperty("os.name", "").startsWith("Linux");
    }

    @Override
    public boolean reserve(Path file, long bytes) throws IOException {
        if (!usable) return super.reserve(file, bytes);
        if (usableSpace(file) < bytes) return false;
        Files.createFile(file);
        if (allocate(file, bytes)) return true;
        Files.delete(file);
        // No room, or a file system without the call: writing finds out which.
        return super.reserve(file, bytes);
    }

    private static boolean allocate(Path file, long bytes) throws IOException {
        PosixAPI posix = PosixAPI.posix();
        int descriptor = posix.open(file.toString(), READ_WRITE, PLAIN);
        if (descriptor < 0) throw new IOException("cannot open " + file + ": error " + posix.lastError());
        try {
            return posix.fallocate(descriptor, PLAIN, 0, bytes) == 0 && Files.size(file) >= bytes;
        } finally {
            posix.close(descriptor);
        }
    }
}
