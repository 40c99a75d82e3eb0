package io.headrace.bench.input;

import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Flat records of a key and a number, keys drawn evenly, and the sums of the numbers from a plain array. <b>Threading:</b> no state. */
public final class RecordsFile {
    private static final long SEED = 20261126;
    private static final int NUMBERS = 100;

    private RecordsFile() {}

    /** Keys are 1 to {@code keys}, numbers 1 to 100. */
    public static Input write(Path directory, int records, int keys) throws IOException {
        Path file = directory.resolve("records-" + keys + ".bin");
        SplittableRandom random = new SplittableRandom(SEED);
        long[] sums = new long[keys + 1];
        ByteBuffer record = ByteBuffer.allocate(Records.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < records; i++) {
                int key = 1 + random.nextInt(keys);
                int number = 1 + random.nextInt(NUMBERS);
                sums[key] += number;
                record.putLong(Records.KEY, key).putLong(Records.NUMBER, number);
                out.write(record.array());
            }
        }
        long count = 0;
        long hash = 0;
        for (int key = 1; key <= keys; key++) {
            count += sums[key];
            hash += KeyHash.of(key) * sums[key];
        }
        return new Input(file, records, count, hash);
    }
}
