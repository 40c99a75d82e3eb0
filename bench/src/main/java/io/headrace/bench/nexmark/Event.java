package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A {@link NexmarkEvent}, seen where it lies. */
interface Event {
    long time();

    long first();

    long second();

    long third();

    long fourth();

    int kind();

    String text();

    Utf8View text(Utf8View aim);

    static FlatViews<Event> views() {
        return FlatViews.of(
                Event.class,
                FlatLayout.builder()
                        .addLong("time")
                        .addLong("first")
                        .addLong("second")
                        .addLong("third")
                        .addLong("fourth")
                        .addInt("kind")
                        .addText("text")
                        .build());
    }

    static boolean isBid(Event event) {
        return event.kind() == NexmarkEvent.BID;
    }

    /** The person of a person, the seller of an auction. */
    static long person(Event event) {
        return event.kind() == NexmarkEvent.PERSON ? event.first() : event.second();
    }
}
