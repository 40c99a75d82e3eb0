package io.headrace.bench.fork;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many jars there are on the class path, and their bytes. Directories are not counted, nor jars of the harness: setting {@code harness},
 * how their names begin, with commas between.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class ClassPathSize implements Contender {
    /** What the harness has put there. */
    public static final String HARNESS = "harness";

    private static final double MEGA = 1e6;

    @Override
    public void run(Task task) throws IOException {
        List<String> harness = List.of(task.text(HARNESS).split(",", -1));
        long jars = 0;
        long bytes = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = String.valueOf(jar.getFileName());
            if (!Files.isRegularFile(jar) || harness.stream().anyMatch(name::startsWith)) continue;
            jars++;
            bytes += Files.size(jar);
        }
        task.answer("size", bytes / MEGA, "MB");
        task.answer("jars", (double) jars, "jars");
    }
}
