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
 *   24  horizon      8   files that were modified at this time or before were old
 *   32  remembered   8   milliseconds: so far the horizon stayed behind the batch before
 * </pre>
 *
 * <p>The last two say up to which time a later start may know by blocks what was taken: it may remember for longer, but the log does not.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FilePosition implements AutoCloseable {
    static final int LENGTH = 40;

    private static final int PATH = 8;
    private static final int HORIZON = 24;
    private static final int REMEMBERED = 32;

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

    void set(long batchMillis, Key key, long horizonMillis, long rememberedMillis) {
        RawMemory.putLong(address, batchMillis);
        RawMemory.putLong(address + PATH, key.high);
        RawMemory.putLong(address + PATH + Long.BYTES, key.low);
        RawMemory.putLong(address + HORIZON, horizonMillis);
        RawMemory.putLong(address + REMEMBERED, rememberedMillis);
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

    /** Where the horizon stood behind the last batch, at least; the beginning of time where the position does not say. */
    static long horizonMillis(byte[] position, long lastBatchMillis) {
        if (position.length < LENGTH) return Long.MIN_VALUE; // of no file, or of a build that did not say
        return Math.max(number(position, HORIZON), lastBatchMillis - number(position, REMEMBERED));
    }

    @Override
    public void close() {
        if (address != 0) NativeMemory.free(address, LENGTH, MemoryTag.ENGINE);
        address = 0;
    }
}
