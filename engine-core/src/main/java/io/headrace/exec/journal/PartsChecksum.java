package io.headrace.exec.journal;

import java.util.zip.CRC32C;

/**
 * The checksum that a COMMIT carries: CRC32C over the CRC32Cs of the parts' payloads, each as four bytes, lowest first; 0 without
 * parts.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PartsChecksum {
    private final CRC32C crc = new CRC32C();
    private int parts;

    void begin() {
        crc.reset();
        parts = 0;
    }

    void add(int partChecksum) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) crc.update((partChecksum >>> shift) & 0xff);
        parts++;
    }

    int parts() {
        return parts;
    }

    int value() {
        return (int) crc.getValue();
    }
}
