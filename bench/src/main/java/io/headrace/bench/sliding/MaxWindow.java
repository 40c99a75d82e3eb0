package io.headrace.bench.sliding;

import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.input.SlidesFile;

/**
 * Of each key the numbers that can still become its greatest, in a ring: each is greater than those that came later. The first is the greatest until its
 * slide leaves the window. The rings have room for as many as there are different numbers.
 *
 * <p><b>Threading:</b> one thread.
 */
final class MaxWindow extends HandWindow {
    private static final int ROOM = Integer.highestOneBit(SlidesFile.NUMBERS) << 1;

    private final long[] ends;
    private final long[] numbers;
    private final long[] firsts;
    private final long[] lasts;
    private long slide;

    MaxWindow(Slides slides, int keys, Tally.Part tally) {
        super(slides, keys, tally);
        ends = new long[keys * ROOM];
        numbers = new long[keys * ROOM];
        firsts = new long[keys];
        lasts = new long[keys];
    }

    @Override
    void begin(long number) {
        slide = number;
    }

    @Override
    void add(long key, long number) {
        int place = places.of(key);
        long last = lasts[place];
        while (last > firsts[place] && numbers[at(place, last - 1)] <= number) last--;
        numbers[at(place, last)] = number;
        ends[at(place, last)] = slide + slides.window();
        lasts[place] = last + 1;
    }

    @Override
    void tell() {
        for (int place = 0; place < places.size(); place++) {
            long first = firsts[place];
            while (first < lasts[place] && ends[at(place, first)] <= slide) first++;
            firsts[place] = first;
            if (first < lasts[place]) row(place, slide, numbers[at(place, first)]);
        }
    }

    private static int at(int place, long number) {
        return place * ROOM + (int) (number & (ROOM - 1));
    }
}
