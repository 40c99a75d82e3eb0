package io.headrace.wal.state;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Says that a store was closed cleanly, and what its file must look like. It is written last when a store closes and
 * deleted first when one opens: a file without its marker was left by a crash.
 *
 * <pre>
 *   0        8        12       16         24       32      40        48       56
 *   +--------+--------+--------+----------+--------+-------+---------+--------+
 *   | magic  |version |file crc|generation| length | seed  | entries | units  |
 *   +--------+--------+--------+----------+--------+-------+---------+--------+
 *   56        64        68          72          76      80      88         92      96
 *   +---------+---------+-----------+-----------+-------+-------+----------+-------+
 *   | planned | avg key | avg value | max value | spare | bloat | software |  crc  |
 *   +---------+---------+-----------+-----------+-------+-------+----------+-------+
 * </pre>
 *
 * The last field is the CRC32C of all before it; {@code software} stands for the version of the library that wrote the
 * file, which no other version is asked to read.
 *
 * <p><b>Threading:</b> immutable.
 */
public record CleanMarker(
        long generation,
        long fileLength,
        int fileCrc,
        long seed,
        long entries,
        long units,
        StateSizing sizing,
        int software) {
    /** Changes with the layout of the marker or with how a store lays out what it holds. */
    public static final int VERSION = 1;

    static final long MAGIC = 0x6574_6174_5364_6148L; // "HadState", little-endian
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int FILE_CRC_OFFSET = 12;
    static final int GENERATION_OFFSET = 16;
    static final int FILE_LENGTH_OFFSET = 24;
    static final int SEED_OFFSET = 32;
    static final int ENTRIES_OFFSET = 40;
    static final int UNITS_OFFSET = 48;
    static final int PLANNED_OFFSET = 56;
    static final int AVERAGE_KEY_OFFSET = 64;
    static final int AVERAGE_VALUE_OFFSET = 68;
    static final int MAX_VALUE_OFFSET = 72;
    static final int SPARE_OFFSET = 76;
    static final int BLOAT_OFFSET = 80;
    static final int SOFTWARE_OFFSET = 88;
    static final int CRC_OFFSET = 92;
    static final int LENGTH = 96;

    /** Writes the marker and forces it to disk; its name is durable once the directory is forced too. */
    void write(Path path) throws IOException {
        long at = NativeMemory.allocateZeroed(LENGTH, MemoryTag.STATE);
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            encode(at);
            ByteBuffer bytes = new MemoryWindow().aim(at, LENGTH);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        } finally {
            NativeMemory.free(at, LENGTH, MemoryTag.STATE);
        }
    }

    /** The marker in a file; null when there is none, or none that can be trusted. */
    static @Nullable CleanMarker read(Path path) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) != LENGTH) return null;
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length != LENGTH) return null;
        long at = NativeMemory.allocate(LENGTH, MemoryTag.STATE);
        try {
            RawMemory.copyFromArray(bytes, 0, at, LENGTH);
            return decode(at);
        } finally {
            NativeMemory.free(at, LENGTH, MemoryTag.STATE);
        }
    }

    private void encode(long at) {
        RawMemory.putLong(at + MAGIC_OFFSET, MAGIC);
        RawMemory.putInt(at + VERSION_OFFSET, VERSION);
        RawMemory.putInt(at + FILE_CRC_OFFSET, fileCrc);
        RawMemory.putLong(at + GENERATION_OFFSET, generation);
        RawMemory.putLong(at + FILE_LENGTH_OFFSET, fileLength);
        RawMemory.putLong(at + SEED_OFFSET, seed);
        RawMemory.putLong(at + ENTRIES_OFFSET, entries);
        RawMemory.putLong(at + UNITS_OFFSET, units);
        RawMemory.putLong(at + PLANNED_OFFSET, sizing.plannedEntries());
        RawMemory.putInt(at + AVERAGE_KEY_OFFSET, sizing.averageKeyBytes());
        RawMemory.putInt(at + AVERAGE_VALUE_OFFSET, sizing.averageValueBytes());
        RawMemory.putInt(at + MAX_VALUE_OFFSET, sizing.maxValueBytes());
        RawMemory.putInt(at + SPARE_OFFSET, 0);
        RawMemory.putDouble(at + BLOAT_OFFSET, sizing.bloatFactor());
        RawMemory.putInt(at + SOFTWARE_OFFSET, software);
        RawMemory.putInt(at + CRC_OFFSET, new Crc32c().of(at, CRC_OFFSET));
    }

    private static @Nullable CleanMarker decode(long at) {
        if (RawMemory.getLong(at + MAGIC_OFFSET) != MAGIC) return null;
        if (RawMemory.getInt(at + VERSION_OFFSET) != VERSION) return null;
        if (RawMemory.getInt(at + CRC_OFFSET) != new Crc32c().of(at, CRC_OFFSET)) return null;
        StateSizing sizing = new StateSizing(
                RawMemory.getLong(at + PLANNED_OFFSET),
                RawMemory.getInt(at + AVERAGE_KEY_OFFSET),
                RawMemory.getInt(at + AVERAGE_VALUE_OFFSET),
                RawMemory.getInt(at + MAX_VALUE_OFFSET),
                RawMemory.getDouble(at + BLOAT_OFFSET));
        return new CleanMarker(
                RawMemory.getLong(at + GENERATION_OFFSET),
                RawMemory.getLong(at + FILE_LENGTH_OFFSET),
                RawMemory.getInt(at + FILE_CRC_OFFSET),
                RawMemory.getLong(at + SEED_OFFSET),
                RawMemory.getLong(at + ENTRIES_OFFSET),
                RawMemory.getLong(at + UNITS_OFFSET),
                sizing,
                RawMemory.getInt(at + SOFTWARE_OFFSET));
    }
}
