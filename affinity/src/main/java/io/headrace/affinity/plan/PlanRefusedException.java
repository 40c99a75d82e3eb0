package io.headrace.affinity.plan;

/**
 * The machine cannot give what was demanded, and the demand does not allow less.
 *
 * <p><b>Threading:</b> as any exception.
 */
public final class PlanRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int needed;
    private final int available;

    PlanRefusedException(String message, int needed, int available) {
        super(message);
        this.needed = needed;
        this.available = available;
    }

    /** CPUs that would have to be free. */
    public int needed() {
        return needed;
    }

    /** CPUs that are. */
    public int available() {
        return available;
    }
}
