package io.headrace.wal.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which run of the operating system wrote something. While it is the same, no power was lost in between, so whatever
 * was written is there: bytes that are missing or wrong are damage, not the trace of a power cut.
 *
 * <p><b>Threading:</b> immutable.
 */
public record BootId(long high, long low) {
    /** A system that does not say; never taken for a reboot. */
    public static final BootId UNKNOWN = new BootId(0, 0);

    private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");

    /** Of the running kernel, or {@link #UNKNOWN}. */
    public static BootId current() {
        try {
            UUID id = UUID.fromString(Files.readString(SOURCE).strip());
            return new BootId(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (IOException | IllegalArgumentException notLinux) {
            return UNKNOWN; // the careful answer: see isRebootSince
        }
    }

    /** Whether the machine was certainly started anew since {@code earlier}. */
    public boolean isRebootSince(BootId earlier) {
        return !equals(UNKNOWN) && !earlier.equals(UNKNOWN) && !equals(earlier);
    }

    // Written out, for what a record makes is linked at its first call: milliseconds of each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BootId id && high == id.high && low == id.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }
}
