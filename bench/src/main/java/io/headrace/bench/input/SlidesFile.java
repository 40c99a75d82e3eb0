package io.headrace.bench.input;

import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Flat records of a key and a number, slide by slide, and what the windows that end with each slide of a pass have: from a plain table of how often
 * each key has each number.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class SlidesFile {
    /** Numbers are 1 to this. */
    public static final int NUMBERS = 100;

    private static final long SEED = 20261130;

    private final Slides slides;
    private final int[] keys;
    private final int[] numbers;
    private final int[][] times;

    private SlidesFile(Slides slides, int most) {
        this.slides = slides;
        keys = new int[slides.pass() * slides.records()];
        numbers = new int[keys.length];
        times = new int[most + 1][NUMBERS + 1];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = 1 + random.nextInt(most);
            numbers[i] = 1 + random.nextInt(NUMBERS);
        }
    }

    /** Keys are 1 to {@code keys}. */
    public static Input write(Path directory, Slides slides, int keys, Reduced reduced) throws IOException {
        SlidesFile made = new SlidesFile(slides, keys);
        Path file = directory.resolve("slides-" + keys + ".bin");
        made.write(file);
        return made.expected(file, reduced);
    }

    private void write(Path file) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(Records.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < keys.length; i++) {
                record.putLong(Records.KEY, keys[i]).putLong(Records.NUMBER, numbers[i]);
                out.write(record.array());
            }
        }
    }

    private Input expected(Path file, Reduced reduced) {
        for (int slide = -slides.window(); slide < 0; slide++) put(slide, 1);
        long count = 0;
        long hash = 0;
        for (int slide = 0; slide < slides.pass(); slide++) {
            put(slide - slides.window(), -1);
            put(slide, 1);
            for (int key = 1; key < times.length; key++) {
                long number = reduced == Reduced.SUM ? sum(times[key]) : greatest(times[key]);
                count += number;
                hash += slides.rowHash(key, slide) * number;
            }
        }
        return new Input(file, keys.length, count, hash);
    }

    /** The slide's records come or leave; a slide before the first is one of the pass before. */
    private void put(int slide, int by) {
        int from = Math.floorMod(slide, slides.pass()) * slides.records();
        for (int i = from; i < from + slides.records(); i++) times[keys[i]][numbers[i]] += by;
    }

    private static long sum(int[] times) {
        long sum = 0;
        for (int number = 1; number < times.length; number++) sum += (long) number * times[number];
        return sum;
    }

    /** 0 when there is none. */
    private static long greatest(int[] times) {
        int number = times.length - 1;
        while (number > 0 && times[number] == 0) number--;
        return number;
    }
}
