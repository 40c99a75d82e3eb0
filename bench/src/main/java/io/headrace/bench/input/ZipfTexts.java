package io.headrace.bench.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lines of ten words, drawn by Zipf's law from a vocabulary of ten thousand words of three to ten letters.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ZipfTexts {
    public static final int WORDS = 10;
    private static final int VOCABULARY = 10_000;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 10;

    private final SplittableRandom random;
    private final String[] vocabulary = new String[VOCABULARY];
    private final double[] cumulated = new double[VOCABULARY];
    private final double total;

    public ZipfTexts(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < VOCABULARY; i++) vocabulary[i] = word();
        double sum = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) cumulated[rank] = sum += 1.0 / (rank + 1);
        total = sum;
    }

    /** The next lines, one of them in each array. */
    public byte[][] lines(int count) {
        byte[][] texts = new byte[count][];
        for (int i = 0; i < texts.length; i++) texts[i] = line().getBytes(StandardCharsets.UTF_8);
        return texts;
    }

    /** The next line. */
    public String line() {
        StringBuilder line = new StringBuilder();
        for (int w = 0; w < WORDS; w++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * total);
            int rank = Math.min(found < 0 ? -found - 1 : found, VOCABULARY - 1);
            if (w > 0) line.append(' ');
            line.append(vocabulary[rank]);
        }
        return line.toString();
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(SHORTEST, LONGEST + 1); word.length() < length; )
            word.append((char) random.nextInt('a', 'z' + 1));
        return word.toString();
    }
}
