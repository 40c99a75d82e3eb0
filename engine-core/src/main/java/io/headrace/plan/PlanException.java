package io.headrace.plan;

/**
 * A program that cannot run. The message names the operator, where it was written, and what would help.
 *
 * <p><b>Threading:</b> immutable.
 */
public class PlanException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public PlanException(String message) {
        super(message);
    }
}
