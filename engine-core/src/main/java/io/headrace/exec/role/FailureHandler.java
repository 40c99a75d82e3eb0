package io.headrace.exec.role;

/**
 * Is told that a role cannot go on. The first call stops the context with that cause.
 *
 * <p><b>Threading:</b> any thread; never throws.
 */
@FunctionalInterface
public interface FailureHandler {
    void failed(String roleName, Throwable cause);
}
