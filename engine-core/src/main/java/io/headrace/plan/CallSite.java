package io.headrace.plan;

import java.io.Serializable;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the user's program an operator was written.
 *
 * <p><b>Threading:</b> immutable.
 */
public record CallSite(String method, String file, int line) implements Serializable {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** The packages whose frames are ours: what called them is the user's. */
    private static final Set<String> OURS = Set.of("io.headrace", "io.headrace.plan");

    /** {@code lambda$main$0} or {@code lambda$main$1f3a$0} as javac names it, {@code lambda$0} as others do. */
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(?:([^$]+)(?:\\$[0-9a-f]+)?\\$)?\\d+");

    /** The first frame that is not of the API. */
    public static CallSite here() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(CallSite::of)
                .orElse(new CallSite("unknown", "unknown source", 0)));
    }

    static CallSite of(StackWalker.StackFrame frame) {
        return new CallSite(
                simple(frame.getClassName()) + written(frame.getMethodName()),
                frame.getFileName() == null ? "unknown source" : frame.getFileName(),
                frame.getLineNumber());
    }

    private static boolean isOurs(String className) {
        return isIn(OURS, className);
    }

    /** Whether a class is of these packages, and is no test, which stands for a user there. */
    static boolean isIn(Set<String> packages, String className) {
        int dot = className.lastIndexOf('.');
        return dot > 0 && packages.contains(className.substring(0, dot)) && !className.endsWith("Test");
    }

    /** The method as it was written: what the compiler makes of a lambda is named by the method that it is in, where that can be told. */
    private static String written(String method) {
        Matcher lambda = LAMBDA.matcher(method);
        if (!lambda.matches()) return "." + method;
        String within = lambda.group(1);
        return within == null || within.equals("static") || within.equals("new") ? "" : "." + within;
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
