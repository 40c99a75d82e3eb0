package io.headrace.examples;

import java.util.regex.Pattern;

/**
 * What the examples say about their command lines: a line, not a stack trace. A program that is called wrongly ends with code 2.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Usage {
    private static final int NONSENSE = 2;
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private Usage() {}

    /** An example was called wrongly. Whoever runs it within another program may catch this. */
    private static final class WrongUse extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        WrongUse(String message) {
            super(message);
        }
    }

    /** Refuses a command line with too few or too many words. */
    static void check(String[] args, int atLeast, int atMost, String usage) {
        if (args.length < atLeast || args.length > atMost) throw wrong(args, usage);
    }

    /** Refuses what is neither nothing nor a host and a port. */
    static void checkServer(String[] args, String usage) {
        if (args.length == 0) return;
        if (args.length != 2 || !PORT.matcher(args[1]).matches()) throw wrong(args, usage);
    }

    private static WrongUse wrong(String[] args, String usage) {
        tellWhenUncaught();
        String given = args.length == 0 ? "nothing" : String.join(" ", args);
        return new WrongUse("usage: " + usage + "; given: " + given);
    }

    /** What leaves {@code main} ends the program; this line is all that there is to say of it. */
    private static void tellWhenUncaught() {
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((ended, thrown) -> {
            if (!(thrown instanceof WrongUse)) {
                before.uncaughtException(ended, thrown);
                return;
            }
            System.err.println(thrown.getMessage());
            System.exit(NONSENSE);
        });
    }
}
