package io.headrace.wal;

import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.format.BootId;
import io.headrace.wal.scan.LogEnd;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a log is opened. Each method returns changed options; a value that cannot be is refused at once.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class LogOptions {
    /** Smallest and largest roll. */
    public static final long MIN_ROLL_BYTES = 256 << 10;

    public static final long MAX_ROLL_BYTES = 1 << 30;

    /** Room for blocks of 4 MiB with a wide margin, and less than a second of full-speed writing. */
    public static final long DEFAULT_ROLL_BYTES = 64 << 20;

    /** A document's word, the envelope of another roll's first record, and Chronicle's own head: never more than this. */
    static final int ROLL_OVERHEAD = 4 << 10;

    final Path directory;
    final Durability durability;
    final long rollBytes;
    final byte[] settings;
    final @Nullable Path archive;
    final @Nullable DirectoryLock lock;
    final @Nullable LogEnd end;
    final @Nullable Disk disk;
    final Clock clock;
    final BootId bootId;

    private LogOptions(
            Path directory,
            Durability durability,
            long rollBytes,
            byte[] settings,
            @Nullable Path archive,
            @Nullable DirectoryLock lock,
            @Nullable LogEnd end,
            @Nullable Disk disk,
            Clock clock,
            BootId bootId) {
        this.directory = directory;
        this.durability = durability;
        this.rollBytes = rollBytes;
        this.settings = settings;
        this.archive = archive;
        this.lock = lock;
        this.end = end;
        this.disk = disk;
        this.clock = clock;
        this.bootId = bootId;
    }

    /**
     * A log in {@code directory/log}, at level {@code PROCESS}.
     *
     * @param directory of the context; also holds the file {@code lock}
     */
    public static LogOptions of(Path directory) {
        return new LogOptions(
                Objects.requireNonNull(directory, "directory"),
                Durability.PROCESS,
                DEFAULT_ROLL_BYTES,
                new byte[0],
                null,
                null,
                null,
                null,
                Clock.systemUTC(),
                BootId.current());
    }

    public LogOptions durability(Durability durability) {
        Objects.requireNonNull(durability, "durability");
        if (durability == Durability.OFF)
            throw new IllegalArgumentException("durability OFF means that no log is written: there is none to open in "
                    + directory + "; choose PROCESS, BATCH or RECORD");
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** How long a file of the log gets; no record is longer than a quarter of it. */
    public LogOptions rollBytes(long rollBytes) {
        if (rollBytes < MIN_ROLL_BYTES || rollBytes > MAX_ROLL_BYTES || Long.bitCount(rollBytes) != 1)
            throw new IllegalArgumentException("rollBytes is " + rollBytes + "; it must be a power of two from "
                    + MIN_ROLL_BYTES + " to " + MAX_ROLL_BYTES);
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** Bytes of the user of the log, kept at the head of each roll; opaque to the log. */
    public LogOptions settings(byte[] settings) {
        Objects.requireNonNull(settings, "settings");
        if (settings.length > MIN_ROLL_BYTES / 8)
            throw new IllegalArgumentException("settings of " + settings.length + " bytes; at most "
                    + MIN_ROLL_BYTES / 8 + " fit the head of a roll");
        return new LogOptions(
                directory, durability, rollBytes, settings.clone(), archive, lock, end, disk, clock, bootId);
    }

    /** Trimmed rolls are moved here instead of being deleted. A log whose archive has another log's rolls is not opened. */
    public LogOptions archive(Path archive) {
        Objects.requireNonNull(archive, "archive");
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** The directory's lock, where the caller has it already; the log then leaves it alone. */
    public LogOptions lock(DirectoryLock lock) {
        Objects.requireNonNull(lock, "lock");
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /**
     * The end of the log, where who has the directory's {@link #lock} has looked for it already: then it is not looked for again, for nobody
     * else can have moved it.
     *
     * @param end found under that lock; not damaged
     */
    public LogOptions end(LogEnd end) {
        if (lock == null)
            throw new IllegalStateException("the end of a log stays where it is only for who has the directory's lock:"
                    + " give the lock first");
        return new LogOptions(
                directory, durability, rollBytes, settings, archive, lock, end.orThrow(), disk, clock, bootId);
    }

    /** Another way to the disk, for tests. */
    public LogOptions disk(Disk disk) {
        Objects.requireNonNull(disk, "disk");
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** For the dates that people read in the log; nothing depends on it. */
    public LogOptions clock(Clock clock) {
        Objects.requireNonNull(clock, "clock");
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** As if under another run of the operating system: for tests of power cuts. */
    LogOptions bootId(BootId bootId) {
        return new LogOptions(directory, durability, rollBytes, settings, archive, lock, end, disk, clock, bootId);
    }

    /** The longest payload of a record in rolls of that size. */
    public static int maxPayload(long rollBytes) {
        return (int) (rollBytes / 4) - ROLL_OVERHEAD;
    }
}
