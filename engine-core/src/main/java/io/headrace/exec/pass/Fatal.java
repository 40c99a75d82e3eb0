package io.headrace.exec.pass;

import org.jspecify.annotations.Nullable;

/** What no function of a user can be blamed for. <b>Threading:</b> stateless. */
public final class Fatal {
    private Fatal() {}

    /** Whether the JVM itself has failed. A stack that overflows is its function's doing. */
    public static boolean is(@Nullable Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }
}
