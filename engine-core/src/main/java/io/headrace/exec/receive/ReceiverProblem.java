package io.headrace.exec.receive;

import org.jspecify.annotations.Nullable;

/**
 * What a receiver met last.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param error what was thrown, in words; empty when nothing was
 */
public record ReceiverProblem(String message, String error) {
    static ReceiverProblem of(String message, @Nullable Throwable error) {
        return new ReceiverProblem(message, error == null ? "" : error.toString());
    }

    @Override
    public String toString() {
        return error.isEmpty() ? message : message + ": " + error;
    }
}
