package io.headrace.examples;

/**
 * What the examples say about their command lines. <b>Threading:</b> stateless.
 */
final class Usage {
    private Usage() {}

    /** Refuses a command line with too few or too many words. */
    static void check(String[] args, int atLeast, int atMost, String usage) {
        if (args.length < atLeast || args.length > atMost)
            throw new IllegalArgumentException("usage: " + usage + "; given: " + String.join(" ", args));
    }
}
