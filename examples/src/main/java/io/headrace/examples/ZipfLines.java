package io.headrace.examples;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lines of ten words each, drawn by Zipf's law from a made-up vocabulary: the same lines for the same seed, prepared off
 * the heap and handed out again and again.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ZipfLines implements AutoCloseable {
    private static final int VOCABULARY = 10_000;
    private static final int LINES = 4096;
    private static final int WORDS = 10;

    private final long[] addresses = new long[LINES];
    private final int[] lengths = new int[LINES];
    private final long memory;
    private final long bytes;
    private int at;

    ZipfLines(long seed) {
        byte[][] lines = lines(new SplittableRandom(seed));
        bytes = Arrays.stream(lines).mapToLong(line -> line.length).sum();
        memory = NativeMemory.allocate(bytes, MemoryTag.ENGINE);
        long next = memory;
        for (int i = 0; i < LINES; i++) {
            RawMemory.copyFromArray(lines[i], 0, next, lines[i].length);
            addresses[i] = next;
            lengths[i] = lines[i].length;
            next += lengths[i];
        }
    }

    /** Goes on to the next line. */
    void advance() {
        at = at + 1 < LINES ? at + 1 : 0;
    }

    long address() {
        return addresses[at];
    }

    int length() {
        return lengths[at];
    }

    @Override
    public void close() {
        NativeMemory.free(memory, bytes, MemoryTag.ENGINE);
    }

    private static byte[][] lines(SplittableRandom random) {
        String[] vocabulary = new String[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) vocabulary[i] = word(random);
        double[] cumulated = new double[VOCABULARY];
        double total = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) cumulated[rank] = total += 1.0 / (rank + 1);
        byte[][] lines = new byte[LINES][];
        for (int i = 0; i < LINES; i++) {
            StringBuilder line = new StringBuilder();
            for (int w = 0; w < WORDS; w++) {
                int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
                int rank = Math.min(found < 0 ? -found - 1 : found, VOCABULARY - 1);
                if (w > 0) line.append(' ');
                line.append(vocabulary[rank]);
            }
            lines[i] = line.toString().getBytes(StandardCharsets.UTF_8);
        }
        return lines;
    }

    private static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(3, 11); word.length() < length; )
            word.append((char) random.nextInt('a', 'z' + 1));
        return word.toString();
    }
}
