package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/** A row of queries 3 and 8: a person, and the auction or the reserve. */
interface Joined {
    long person();

    Joined person(long person);

    long number();

    Joined number(long number);

    Utf8View text(Utf8View aim);

    Joined text(CharSequence text);

    static FlatViews<Joined> views() {
        return FlatViews.of(
                Joined.class,
                FlatLayout.builder()
                        .addLong("person")
                        .addLong("number")
                        .addAscii("text", NexmarkEvent.PERSON_TEXT)
                        .build());
    }
}
