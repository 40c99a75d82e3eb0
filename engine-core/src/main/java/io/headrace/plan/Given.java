package io.headrace.plan;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a call of the API must be given. A null is told by that call, which it names with the line where it was written, and not later by
 * whatever trips over it.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Given {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** The packages between the user's call and here. */
    private static final Set<String> OURS = Set.of(
            "io.headrace",
            "io.headrace.plan",
            "io.headrace.exec",
            "io.headrace.exec.rdd",
            "io.headrace.file",
            "io.headrace.log",
            "io.headrace.source");

    private Given() {}

    /**
     * The value itself.
     *
     * @param what it is, as in "the function"
     * @throws NullPointerException when there is none
     */
    public static <T> T checked(@Nullable T value, String what) {
        if (value == null) throw new NullPointerException(call() + ": the " + what + " is null: give one");
        return value;
    }

    /** The user's call: what it calls, and where. */
    private static String call() {
        return WALKER.walk(Given::call);
    }

    private static String call(Stream<StackFrame> frames) {
        List<StackFrame> all = frames.toList();
        Iterator<StackFrame> each = all.iterator();
        StackFrame outermost = each.next();
        while (each.hasNext()) {
            StackFrame frame = each.next();
            if (!CallSite.isIn(OURS, frame.getClassName())) return word(outermost) + " at " + CallSite.of(frame);
            outermost = frame;
        }
        return word(outermost);
    }

    private static String word(StackFrame frame) {
        if (!frame.getMethodName().equals("<init>")) return frame.getMethodName();
        String name = frame.getClassName();
        return "new " + name.substring(name.lastIndexOf('.') + 1);
    }
}
