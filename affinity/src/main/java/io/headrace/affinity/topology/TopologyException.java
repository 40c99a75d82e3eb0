package io.headrace.affinity.topology;

/**
 * The machine tree that was asked for cannot be read as a machine.
 *
 * <p><b>Threading:</b> as any exception.
 */
public final class TopologyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TopologyException(String message) {
        super(message);
    }
}
