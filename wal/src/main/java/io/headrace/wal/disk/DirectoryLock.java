package io.headrace.wal.disk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this process the only owner of a directory: a lock of the operating system on the file {@code lock} in it, which
 * the kernel drops when the process dies, however it dies. The file says who holds it, for people.
 *
 * <p>Nothing else may open that file in this process: closing any descriptor of it would drop the lock (so POSIX says),
 * which is why a second lock in the same process is found in a table and not by trying.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class DirectoryLock implements AutoCloseable {
    /** The name of the locked file. */
    public static final String FILE_NAME = "lock";

    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path directory;
    private final FileChannel channel;
    private boolean released;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once; the directory must exist.
     *
     * @throws DirectoryInUseException when another process, or another owner in this one, has it
     */
    public static DirectoryLock acquire(Path directory) throws IOException {
        Path real = directory.toRealPath();
        String me = describeMe();
        String holder = HELD.putIfAbsent(real, me);
        if (holder != null) throw new DirectoryInUseException(directory, holder + " (this very process)");
        try {
            return new DirectoryLock(real, lock(real, me));
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path directory, String me) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null)
                throw new DirectoryInUseException(
                        directory, Files.readString(file).strip());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((me + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public synchronized void close() throws IOException {
        if (released) return;
        released = true;
        channel.close();
        HELD.remove(directory);
    }

    private static String describeMe() {
        return "process " + ProcessHandle.current().pid() + " on host " + host() + " since " + Instant.now();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "(unnamed)"; // only a help for people
        }
    }
}
