package io.headrace.plan;

import java.io.Serializable;
import java.util.Set;

/**
 * Where in the user's program an operator was written.
 *
 * <p><b>Threading:</b> immutable.
 */
public record CallSite(String method, String file, int line) implements Serializable {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** The packages whose frames are ours: what called them is the user's. */
    private static final Set<String> OURS = Set.of("io.headrace", "io.headrace.plan");

    /** The first frame that is not of the API. */
    public static CallSite here() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(frame -> new CallSite(
                        simple(frame.getClassName()) + "." + frame.getMethodName(),
                        frame.getFileName() == null ? "unknown source" : frame.getFileName(),
                        frame.getLineNumber()))
                .orElse(new CallSite("unknown", "unknown source", 0)));
    }

    private static boolean isOurs(String className) {
        int dot = className.lastIndexOf('.');
        return dot > 0 && OURS.contains(className.substring(0, dot)) && !className.endsWith("Test");
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** {@code WordCount.main (WordCount.java:12)}. */
    @Override
    public String toString() {
        return method + " (" + file + ":" + line + ")";
    }
}
