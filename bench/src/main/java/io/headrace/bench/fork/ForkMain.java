package io.headrace.bench.fork;

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
    public static final String MARK = "@headrace-bench ";

    private ForkMain() {}

    public static void main(String[] arguments) throws Exception {
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
        task.answers()
                .forEach((metric, answer) ->
                        System.out.println("\n" + MARK + metric + "\t" + answer.unit() + "\t" + answer.value()));
        System.out.flush();
        Runtime.getRuntime().halt(0); // a peer's left-over threads are not worth waiting for
    }
}
