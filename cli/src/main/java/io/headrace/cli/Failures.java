package io.headrace.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Failures as a person wants to read them: one line, the cause included. */
final class Failures {
    private Failures() {}

    static String inWords(Throwable failure) {
        StringBuilder words = new StringBuilder(describe(failure));
        Throwable cause = failure.getCause();
        while (cause != null) {
            String more = describe(cause);
            if (words.indexOf(more) < 0) words.append(": ").append(more);
            cause = cause.getCause();
        }
        return words.toString();
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException missing)
            return missing.getFile() + " does not exist, or leads nowhere";
        if (failure instanceof AccessDeniedException denied) return denied.getFile() + " may not be read by this user";
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
