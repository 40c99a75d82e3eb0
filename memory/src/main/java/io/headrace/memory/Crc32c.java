package io.headrace.memory;

import java.util.zip.CRC32C;

/**
 * CRC32C of off-heap bytes, by the JDK's intrinsic, without garbage.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Crc32c {
    private final CRC32C crc = new CRC32C();
    private final MemoryWindow window = new MemoryWindow();

    /** The checksum of one stretch of bytes. */
    public int of(long address, int length) {
        return begin().add(address, length).value();
    }

    /** Forgets what was added before. */
    public Crc32c begin() {
        crc.reset();
        return this;
    }

    /** Adds a stretch of bytes to the running checksum. */
    public Crc32c add(long address, int length) {
        crc.update(window.aim(address, length));
        return this;
    }

    /** The checksum of everything added since {@link #begin}. */
    public int value() {
        return (int) crc.getValue();
    }
}
