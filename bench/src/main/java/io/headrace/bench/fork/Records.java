package io.headrace.bench.fork;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The flat records of a file, read into memory.
 *
 * <pre>
 *   +----------------+----------------+
 *   |      key       |     number     |   little-endian
 *   +----------------+----------------+
 *   0                8               16
 * </pre>
 *
 * <p><b>Threading:</b> any thread reads.
 */
public final class Records {
    public static final int KEY = 0;
    public static final int NUMBER = 8;
    public static final int LENGTH = 16;

    private final ByteBuffer bytes;
    private final int from;
    private final int to;

    private Records(ByteBuffer bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** Part p of n of the file's records. */
    public static Records read(Path file, int part, int parts) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return new Records(bytes, 0, bytes.capacity() / LENGTH).part(part, parts);
    }

    /** Part p of n of these. */
    public Records part(int part, int parts) {
        int count = size();
        return new Records(
                bytes, from + InputLines.at(count, part, parts), from + InputLines.at(count, part + 1, parts));
    }

    public int size() {
        return to - from;
    }

    public long key(int i) {
        return bytes.getLong((from + i) * LENGTH + KEY);
    }

    public long number(int i) {
        return bytes.getLong((from + i) * LENGTH + NUMBER);
    }
}
