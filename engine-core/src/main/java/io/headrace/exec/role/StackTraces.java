package io.headrace.exec.role;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stack traces as text, and which of their frames is the user's.
 *
 * <p><b>Threading:</b> no state.
 */
final class StackTraces {
    /** What stands between the engine and a user's function, and below one. */
    private static final List<String> NOT_THE_USERS = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "io.headrace.exec.",
            "io.headrace.memory.",
            "io.headrace.wal.",
            "io.headrace.affinity.",
            "com.lmax.",
            "org.jctools.",
            "net.openhft.",
            "com.esotericsoftware.kryo");

    private StackTraces() {}

    static String of(Thread thread) {
        return of(thread.getStackTrace());
    }

    /** Each frame on a line of its own. */
    static String of(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .map(frame -> System.lineSeparator() + "    at " + words(frame))
                .collect(Collectors.joining());
    }

    /** {@code com.acme.Orders.total(Orders.java:17)}, without the loader and module that are printed otherwise. */
    static String words(StackTraceElement frame) {
        String place = frame.getFileName() == null ? "" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
    }

    /** The innermost frame of user code; empty when the thread is in none. */
    static Optional<StackTraceElement> userFrame(StackTraceElement[] frames) {
        return Arrays.stream(frames).filter(StackTraces::isUsers).findFirst();
    }

    private static boolean isUsers(StackTraceElement frame) {
        String type = frame.getClassName();
        if (NOT_THE_USERS.stream().anyMatch(type::startsWith)) return false;
        // The API's own classes lie in the root package, generated passes and programs in packages below.
        return !type.startsWith("io.headrace.") || type.indexOf('.', "io.headrace.".length()) >= 0;
    }
}
