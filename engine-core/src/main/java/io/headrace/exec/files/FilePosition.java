package io.headrace.exec.files;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a block says of the file that its records are of: the source position in its header.
 *
 * <pre>
 *    0  batch time   8   milliseconds since 1970, of the batch that took the file
 *    8  path        16   the first bytes of the SHA-256 of the file's absolute path
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 */
final class FilePosition implements AutoCloseable {
    static final int LENGTH = 24;

    private static final int PATH = 8;

    private final MessageDigest digest;
    private long address = NativeMemory.allocate(LENGTH, MemoryTag.ENGINE);

    /** A path, as a block can say it. */
    record Key(long high, long low) {}

    FilePosition() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Key keyOf(Path file) {
        byte[] hash = digest.digest(file.toString().getBytes(StandardCharsets.UTF_8));
        return new Key(number(hash, 0), number(hash, Long.BYTES));
    }

    private static long number(byte[] bytes, int from) {
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) value = (value << Byte.SIZE) | (bytes[from + i] & 0xff);
        return value;
    }

    void set(long batchMillis, Key key) {
        RawMemory.putLong(address, batchMillis);
        RawMemory.putLong(address + PATH, key.high);
        RawMemory.putLong(address + PATH + Long.BYTES, key.low);
    }

    long address() {
        return address;
    }

    static long batchMillis(byte[] position) {
        return number(position, 0);
    }

    static Key key(byte[] position) {
        return new Key(number(position, PATH), number(position, PATH + Long.BYTES));
    }

    @Override
    public void close() {
        if (address != 0) NativeMemory.free(address, LENGTH, MemoryTag.ENGINE);
        address = 0;
    }
}
