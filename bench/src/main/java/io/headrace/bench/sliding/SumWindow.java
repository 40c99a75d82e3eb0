package io.headrace.bench.sliding;

import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;

/**
 * Running sums: the record that comes takes the place of one that leaves, which is taken out. A pane is as many records as a slide has.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SumWindow extends HandWindow {
    private final int[] ringPlaces;
    private final int[] ringNumbers;
    private final long[] sums;
    private final int[] records;
    private long slide;
    private int next;

    SumWindow(Slides slides, int keys, Tally.Part tally) {
        super(slides, keys, tally);
        ringPlaces = new int[slides.window() * slides.records()];
        ringNumbers = new int[ringPlaces.length];
        sums = new long[keys];
        records = new int[keys];
    }

    @Override
    void begin(long number) {
        slide = number;
        next = (int) (number % slides.window()) * slides.records();
    }

    @Override
    void add(long key, long number) {
        if (slide >= slides.window()) {
            int leaving = ringPlaces[next];
            sums[leaving] -= ringNumbers[next];
            records[leaving]--;
        }
        int place = places.of(key);
        ringPlaces[next] = place;
        ringNumbers[next++] = (int) number;
        sums[place] += number;
        records[place]++;
    }

    @Override
    void tell() {
        for (int place = 0; place < places.size(); place++) {
            if (records[place] != 0) row(place, slide, sums[place]);
        }
    }
}
