package io.headrace.bench.sliding;

import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;

/** A window by hand. <b>Threading:</b> one thread. */
abstract class HandWindow {
    final Slides slides;
    final KeyPlaces places;
    private final Tally.Part tally;

    HandWindow(Slides slides, int keys, Tally.Part tally) {
        this.slides = slides;
        this.tally = tally;
        places = new KeyPlaces(keys);
    }

    /** A slide begins: its pane takes the place of the one that leaves. */
    abstract void begin(long slide);

    abstract void add(long key, long number);

    /** The rows of the window that ends with the slide. */
    abstract void tell();

    final void row(int place, long slide, long number) {
        tally.add(slides.rowHash(places.key(place), slide), number);
    }
}
