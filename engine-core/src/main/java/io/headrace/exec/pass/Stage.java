package io.headrace.exec.pass;

import io.headrace.exec.data.Sink;
import io.headrace.plan.Node;

/**
 * One operator in a pass: takes a row, hands what becomes of it to the next sink. What the user's function throws is wrapped; what comes
 * up from below goes through as it is.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class Stage implements Sink {
    private final Node node;

    Stage(Node node) {
        this.node = node;
    }

    final Node node() {
        return node;
    }

    final OperatorFailedException failed(Throwable thrown) {
        return OperatorFailedException.of(node, thrown);
    }

    /** Before the first row of a partition. */
    void begin() {}

    /** Behind the last one. */
    void finish() throws Exception {}

    /** After {@link #finish}, or after a failure. */
    void end() {}

    /** Whether {@link #begin}, {@link #finish} and {@link #end} do anything. */
    boolean isBuffering() {
        return false;
    }
}
