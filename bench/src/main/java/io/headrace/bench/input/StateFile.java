package io.headrace.bench.input;

import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Series;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Flat records of a key and a one, in batches, for counts that go on from pass to pass. Each key comes once at least, the rest is drawn evenly; the
 * order is drawn too. What must come out is counted with a plain array.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class StateFile {
    private static final long SEED = 20261128;

    private final int[] keys;
    private final int batch;
    private final long[] counts;
    private final long[] batches;
    private final int[] lastBatch;

    private StateFile(int[] keys, int most, int batch) {
        this.keys = keys;
        this.batch = batch;
        counts = new long[most + 1];
        batches = new long[most + 1];
        lastBatch = new int[most + 1];
    }

    /**
     * Keys are 1 to {@code keys}.
     *
     * @param records as many as keys at least
     * @param batch records of a batch
     */
    public static Input write(Path directory, int records, int keys, int batch, RowsOf rows) throws IOException {
        Path file = directory.resolve("state-" + keys + ".bin");
        int[] drawn = draw(records, keys);
        ByteBuffer record = ByteBuffer.allocate(Records.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int key : drawn) {
                record.putLong(Records.KEY, key).putLong(Records.NUMBER, 1);
                out.write(record.array());
            }
        }
        return new StateFile(drawn, keys, batch).expected(file, rows);
    }

    private static int[] draw(int records, int keys) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] drawn = new int[records];
        for (int i = 0; i < records; i++) {
            int place = random.nextInt(i + 1);
            drawn[i] = drawn[place];
            drawn[place] = i < keys ? i + 1 : 1 + random.nextInt(keys);
        }
        return drawn;
    }

    /** Goes through one pass, from nothing. The passes behind it have as many rows, each greater by what its key had before. */
    private Input expected(Path file, RowsOf rows) {
        long count = 0;
        long hash = 0;
        long allCount = 0;
        long allHash = 0;
        int ended = 0;
        for (int from = 0; from < keys.length; from += batch) {
            int to = Math.min(keys.length, from + batch);
            ended++;
            for (int i = from; i < to; i++) {
                int key = keys[i];
                counts[key]++;
                allCount++;
                allHash += KeyHash.of(key);
                if (lastBatch[key] != ended) batches[key]++;
                lastBatch[key] = ended;
                if (rows != RowsOf.RECORDS) continue;
                count += counts[key];
                hash += counts[key] * KeyHash.of(key);
            }
            if (rows == RowsOf.ALL_KEYS) {
                count += allCount;
                hash += allHash;
            }
            for (int i = from; rows == RowsOf.TOUCHED_KEYS && i < to; i++) {
                int key = keys[i];
                if (lastBatch[key] != ended) continue;
                lastBatch[key] = 0;
                count += counts[key];
                hash += counts[key] * KeyHash.of(key);
            }
        }
        return grown(file, rows, count, hash, ended);
    }

    private Input grown(Path file, RowsOf rows, long count, long hash, int ended) {
        long countGrowth = 0;
        long hashGrowth = 0;
        for (int key = 1; key < counts.length; key++) {
            long rowsOfKey = switch (rows) {
                case RECORDS -> counts[key];
                case TOUCHED_KEYS -> batches[key];
                case ALL_KEYS -> ended;
            };
            countGrowth += rowsOfKey * counts[key];
            hashGrowth += rowsOfKey * counts[key] * KeyHash.of(key);
        }
        return new Input(file, keys.length, new Series(0, count, countGrowth), new Series(0, hash, hashGrowth));
    }
}
