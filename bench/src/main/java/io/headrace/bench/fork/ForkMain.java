package io.headrace.bench.fork;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The main class of a forked JVM: {@code CLASS name=value …}. What the contender answers goes to the standard output, a figure a line
 * behind {@link #MARK}; whatever libraries print beside that is none of ours.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class ForkMain {
    /** Begins a line of an answer: {@code MARK metric TAB unit TAB value}. */
    private static final String MARK = "@headrace-bench ";

    private ForkMain() {}

    public static void main(String[] arguments) {
        int code = 0;
        try {
            run(arguments);
        } catch (Throwable e) {
            e.printStackTrace();
            code = 1;
        }
        System.out.flush();
        // A peer's left-over threads are not worth waiting for, and what they print must not hide why it ended.
        Runtime.getRuntime().halt(code);
    }

    private static void run(String[] arguments) throws Exception {
        Contender contender = Class.forName(arguments[0])
                .asSubclass(Contender.class)
                .getDeclaredConstructor()
                .newInstance();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        Task task = new Task(settings);
        Task.begin(task);
        boolean metered = settings.containsKey(Task.HASH);
        if (metered) task.meter().watch();
        contender.run(task);
        if (metered) task.conclude();
        print(task.answers(), System.out);
    }

    private static void print(Map<String, Task.Answer> answers, PrintStream out) {
        answers.forEach(
                (metric, answer) -> out.println("\n" + MARK + metric + "\t" + answer.unit() + "\t" + answer.value()));
    }

    /** Takes an answer out of a line that such a JVM printed; false when it is none. */
    public static boolean take(String line, Map<String, Task.Answer> into) {
        if (!line.startsWith(MARK)) return false;
        String[] fields = line.substring(MARK.length()).split("\t", -1);
        into.put(fields[0], new Task.Answer(Double.parseDouble(fields[2]), fields[1]));
        return true;
    }
}
