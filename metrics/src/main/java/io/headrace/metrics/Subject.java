package io.headrace.metrics;

import java.util.Locale;

/**
 * Of what there is a meter: the program as a whole, or each of several. Those have a tag that names them, and one with their number, since
 * two may have one name.
 *
 * <p><b>Threading:</b> immutable.
 */
enum Subject {
    PROGRAM,
    RECEIVER,
    STAGE,
    WORKER,
    STATE,
    OUTPUT,
    THREAD;

    /** The tag that holds the number; inputs, stages and the others count from 0. */
    static final String NUMBER_TAG = "id";

    /** The tag that holds the name; the program's is on every meter. */
    String tag() {
        return this == PROGRAM ? "app" : name().toLowerCase(Locale.ROOT);
    }
}
