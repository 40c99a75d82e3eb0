package io.headrace.bench.fork;

/** A contender computed something else than it had to: its times are worth nothing. */
public final class WrongResultException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public WrongResultException(String message) {
        super(message);
    }
}
