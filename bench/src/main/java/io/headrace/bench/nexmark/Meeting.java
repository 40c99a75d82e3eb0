package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.function.FlatOut;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;

/**
 * The state of a person in queries 3 and 8: who it is, once it is known, and numbers of auctions that wait for that. Few do, for the generator
 * names a person a little early only; more than there is room for are an error.
 */
interface Meeting {
    int UNKNOWN = 0;
    int KNOWN = 1;

    /** Known, and of no interest. */
    int ELSEWHERE = 2;

    /** Of the window that the rest belongs to. */
    long window();

    Meeting window(long window);

    /** {@link #UNKNOWN}, {@link #KNOWN} or {@link #ELSEWHERE}. */
    int person();

    Meeting person(int person);

    String text();

    Meeting text(CharSequence text);

    int waiting();

    Meeting waiting(int waiting);

    long first();

    Meeting first(long number);

    long second();

    Meeting second(long number);

    long third();

    Meeting third(long number);

    long fourth();

    Meeting fourth(long number);

    static FlatViews<Meeting> views() {
        return FlatViews.of(
                Meeting.class,
                FlatLayout.builder()
                        .addLong("window")
                        .addInt("person")
                        .addAscii("text", NexmarkEvent.PERSON_TEXT)
                        .addInt("waiting")
                        .addLong("first")
                        .addLong("second")
                        .addLong("third")
                        .addLong("fourth")
                        .build());
    }

    /** Another window has begun. */
    static void begin(Meeting state, long window) {
        if (state.window() != window) state.window(window).person(UNKNOWN).waiting(0);
    }

    /** The person comes: with everyone who waited. */
    static void person(Meeting state, long person, String text, FlatOut<Joined> out) {
        state.person(KNOWN).text(text);
        for (int i = 0; i < state.waiting(); i++)
            out.add().person(person).number(waiting(state, i)).text(text);
        state.waiting(0);
    }

    /** The person comes and nobody is to meet it, neither who waited nor who comes. */
    static void elsewhere(Meeting state) {
        state.person(ELSEWHERE).waiting(0);
    }

    /** An auction comes: meets the person, or waits. */
    static void auction(Meeting state, long person, long number, FlatOut<Joined> out) {
        if (state.person() == ELSEWHERE) return;
        if (state.person() == KNOWN) {
            out.add().person(person).number(number).text(state.text());
            return;
        }
        int waiting = state.waiting();
        switch (waiting) {
            case 0 -> state.first(number);
            case 1 -> state.second(number);
            case 2 -> state.third(number);
            case 3 -> state.fourth(number);
            default ->
                throw new IllegalStateException("more auctions wait for person " + person + " than there is room for");
        }
        state.waiting(waiting + 1);
    }

    private static long waiting(Meeting state, int i) {
        return switch (i) {
            case 0 -> state.first();
            case 1 -> state.second();
            case 2 -> state.third();
            default -> state.fourth();
        };
    }
}
