package io.headrace.bench.fork;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a contender in this JVM instead of a forked one, and compares what came out as {@link ForkMain} does. <b>Threading:</b> one at a time. */
public final class Trial {
    private Trial() {}

    /** What it answers; {@code settings} are those of the command line. */
    public static Map<String, Task.Answer> run(String contender, List<String> settings) throws Exception {
        Map<String, String> given = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            given.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        Task task = new Task(given);
        Task.begin(task);
        task.meter().watch();
        Class.forName(contender)
                .asSubclass(Contender.class)
                .getDeclaredConstructor()
                .newInstance()
                .run(task);
        task.conclude();
        return task.answers();
    }
}
