package io.headrace.exec.flow;

import io.headrace.BehindResponse;

/**
 * What is done about late batches, as a number and in words.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param atOnce so many batches are under way at once when {@code response} is {@link BehindResponse#JOIN}
 */
public record Answer(BehindResponse response, int atOnce) {
    /** No batch is late: nothing is done. */
    public static final int NONE = 0;

    /** That stands in the counters file while batches are late; it never changes its meaning. */
    int number() {
        return switch (response) {
            case WARN -> 1;
            case JOIN -> 2;
            case SHED -> 3;
        };
    }

    /** @param dropped records at the doors since batches are late */
    String words(long dropped) {
        return switch (response) {
            case WARN -> "records wait";
            case JOIN -> "joins the outputs of up to " + atOnce + " batches";
            case SHED -> "sheds at the door: " + dropped + " records so far";
        };
    }

    /** What is not done any more. */
    String wordsOfEnd() {
        return switch (response) {
            case WARN -> "";
            case JOIN -> ", and their outputs are not joined";
            case SHED -> ", and nothing is shed";
        };
    }
}
