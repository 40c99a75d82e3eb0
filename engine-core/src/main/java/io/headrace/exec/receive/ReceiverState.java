package io.headrace.exec.receive;

/**
 * How an input is. The numbers stand in the counters file and keep their meaning.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum ReceiverState {
    CLOSED(0),
    OPEN(1),
    /** Lost, and opened again after a pause. */
    WAITING(2),
    /** The source has ended: nothing comes any more, and nothing is wrong. */
    ENDED(3),
    /** A receiver that asked to be stopped for good. */
    STOPPED(4);

    private final int number;

    ReceiverState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
