package io.headrace.examples;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lines of ten words each, drawn by Zipf's law from a made-up vocabulary.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ZipfLines {
    private static final int VOCABULARY = 10_000;
    private static final int LINES = 4096;
    private static final int WORDS = 10;

    private ZipfLines() {}

    /** Whole lines, each with its end; the same ones for the same seed. */
    static byte[] text(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] vocabulary = new String[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) vocabulary[i] = word(random);
        double[] cumulated = new double[VOCABULARY];
        double total = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) cumulated[rank] = total += 1.0 / (rank + 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            for (int w = 0; w < WORDS; w++) {
                int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
                int rank = Math.min(found < 0 ? -found - 1 : found, VOCABULARY - 1);
                if (w > 0) text.append(' ');
                text.append(vocabulary[rank]);
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(3, 11); word.length() < length; )
            word.append((char) random.nextInt('a', 'z' + 1));
        return word.toString();
    }
}
