package io.headrace.log;

import io.headrace.memory.CorruptDataException;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A place in a log, in a file that one process writes again and again and others read meanwhile: how far a log is committed, how far a
 * reader has read it.
 *
 * <pre>
 *    0  magic             4   "HRPL"
 *    4  version           4   1
 *    8  log id            8
 *   16  position          8   everything before it counts
 *   24  next sequence     8   of the record that stands there, or will
 *   32  last commit       8   position of the last COMMIT before it; 0 for none
 *   40  CRC32C            4   over bytes 0 to 39
 *   44  (zero)            4
 * </pre>
 *
 * A reader that meets a write half-way finds a wrong checksum, and looks again.
 *
 * <p><b>Threading:</b> one thread at a time in each process; one process writes.
 */
final class PlaceFile implements AutoCloseable {
    private static final int MAGIC = 0x4c50_5248;
    private static final int VERSION = 1;
    private static final int LENGTH = 48;
    private static final int CHECKED = 40;

    private final Path file;
    private final boolean writes;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private FileChannel channel;

    private PlaceFile(Path file, boolean writes) throws IOException {
        this.file = file;
        this.writes = writes;
        channel = open();
    }

    /** For the process that writes it; it is made when it is not there. */
    static PlaceFile writer(Path file) throws IOException {
        return new PlaceFile(file, true);
    }

    /** For a process that reads it; it must be there. */
    static PlaceFile reader(Path file) throws IOException {
        return new PlaceFile(file, false);
    }

    private FileChannel open() throws IOException {
        if (!writes) return FileChannel.open(file, StandardOpenOption.READ);
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    void write(long logId, long position, long nextSequence, long lastCommit) throws IOException {
        bytes.clear();
        bytes.putInt(MAGIC).putInt(VERSION).putLong(logId);
        bytes.putLong(position).putLong(nextSequence).putLong(lastCommit);
        bytes.putInt((int) checksum()).putInt(0);
        bytes.flip();
        if (!channel.isOpen()) channel = open(); // a thread that was interrupted while it wrote closes it
        CrashPoints.at(CrashPoint.BEFORE_PLACE);
        while (bytes.hasRemaining()) channel.write(bytes, bytes.position());
        CrashPoints.at(CrashPoint.AFTER_PLACE);
    }

    /**
     * Reads it.
     *
     * @return false when there is nothing whole in it, at this moment or at all
     */
    boolean read() throws IOException {
        bytes.clear();
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
        if (bytes.hasRemaining() || bytes.getInt(CHECKED) != (int) checksum() || bytes.getInt(0) != MAGIC) return false;
        if (bytes.getInt(4) != VERSION)
            throw new CorruptDataException(file + " is of version " + bytes.getInt(4) + "; this build reads version "
                    + VERSION + ": a newer build has written it");
        return true;
    }

    private long checksum() {
        crc.reset();
        ByteBuffer checked = bytes.duplicate();
        crc.update(checked.position(0).limit(CHECKED));
        return crc.getValue();
    }

    long logId() {
        return bytes.getLong(8);
    }

    long position() {
        return bytes.getLong(16);
    }

    long nextSequence() {
        return bytes.getLong(24);
    }

    long lastCommit() {
        return bytes.getLong(32);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
