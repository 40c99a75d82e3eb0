package io.headrace.exec.journal;

import io.headrace.memory.CorruptDataException;
import io.headrace.wal.Log;
import io.headrace.wal.scan.LogEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * What is fixed when a directory is first used, for what is stored there depends on it. The log keeps it at the head of each roll.
 *
 * <pre>
 *    0  version             2
 *    2  hash version        2
 *    4  key groups          4
 *    8  batch interval      8   milliseconds
 *   16  zero time           8   milliseconds since 1970
 *   24  default partitions  4
 *   28  (zero)              4
 * </pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param zeroMillis batch times are this plus multiples of the interval
 * @param hashVersion of the hash that puts keys into groups
 */
public record ContextSettings(
        long batchMillis, long zeroMillis, int keyGroups, int hashVersion, int defaultPartitions) {
    private static final int LENGTH = 32;

    public ContextSettings {
        if (batchMillis < 1)
            throw new IllegalArgumentException("a batch interval of " + batchMillis + " ms; at least 1");
        if (keyGroups < 1 || keyGroups > 1 << 16)
            throw new IllegalArgumentException(keyGroups + " key groups; from 1 to " + (1 << 16));
        if (hashVersion < 0 || hashVersion > 0xffff)
            throw new IllegalArgumentException("version " + hashVersion + " of the hash of keys");
        if (defaultPartitions < 1 || defaultPartitions > keyGroups)
            throw new IllegalArgumentException(
                    defaultPartitions + " default partitions; from 1 to the " + keyGroups + " key groups");
    }

    /**
     * The settings to go on with in a directory: the wanted ones where no log is, else what the log says, as far as the wanted ones do
     * not contradict. Zero time and default partitions are the log's. To be called under the directory's lock, or it may be outdated.
     *
     * @param contextDirectory the one that holds the directory {@code log}
     */
    public static ContextSettings goOn(Path contextDirectory, ContextSettings wanted) throws IOException {
        return goOn(LogEnd.find(contextDirectory.resolve(Log.DIRECTORY_NAME)).orThrow(), wanted);
    }

    /** As the other form, with the log's end at hand. */
    public static ContextSettings goOn(LogEnd end, ContextSettings wanted) {
        return end.sequence() == 0 ? wanted : decode(end.settings()).goOn(wanted);
    }

    /** These, which are stored, unless the wanted ones contradict them. */
    public ContextSettings goOn(ContextSettings wanted) {
        mustAgree("batch interval", batchMillis + " ms", wanted.batchMillis + " ms");
        mustAgree("number of key groups", keyGroups, wanted.keyGroups);
        mustAgree("version of the hash of keys", hashVersion, wanted.hashVersion);
        return this;
    }

    private static void mustAgree(String what, Object stored, Object wanted) {
        if (stored.equals(wanted)) return;
        throw new IllegalStateException("the directory was begun with the " + what + " " + stored
                + ", and the program has " + wanted + ": set it to " + stored + ", or begin with an empty directory");
    }

    public long timeOf(long tick) {
        return zeroMillis + tick * batchMillis;
    }

    public byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) Layout.VERSION)
                .putShort((short) hashVersion)
                .putInt(keyGroups)
                .putLong(batchMillis)
                .putLong(zeroMillis)
                .putInt(defaultPartitions)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CorruptDataException when these are not the bytes of settings
     */
    public static ContextSettings decode(byte[] bytes) {
        if (bytes.length < Short.BYTES)
            throw new CorruptDataException(
                    "the log has " + bytes.length + " bytes of settings: it is not of a context");
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int version = from.getShort() & 0xffff;
        if (version != Layout.VERSION || bytes.length != LENGTH)
            throw new CorruptDataException("the log has settings of version " + version + " and " + bytes.length
                    + " bytes; this build reads version " + Layout.VERSION + " of " + LENGTH);
        int hashVersion = from.getShort() & 0xffff;
        int keyGroups = from.getInt();
        try {
            return new ContextSettings(from.getLong(), from.getLong(), keyGroups, hashVersion, from.getInt());
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("the log's settings cannot be: " + e.getMessage());
        }
    }
}
