package io.headrace.bench.startup;

import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import java.nio.file.Path;
import java.util.List;

/**
 * The same in a JVM that takes its classes out of an archive, which is made before: JDK 13 and later do that with two flags. Making it is
 * not counted.
 *
 * <p><b>Threading:</b> the main thread waits for one process at a time.
 */
public final class ArchivedFirstBatch implements Contender {
    @Override
    public void run(Task task) throws Exception {
        List<String> settings = List.of(FirstBatch.DURABILITY + "=" + task.text(FirstBatch.DURABILITY));
        Path directory = Scratch.directory("archive");
        try {
            ClassArchive archive =
                    new ClassArchive(directory, Jars.of(System.getProperty("java.class.path"), directory));
            archive.make(FirstBatch.class, settings);
            archive.use(FirstBatch.class, settings)
                    .forEach((metric, answer) -> task.answer(metric, answer.value(), answer.unit()));
        } finally {
            Scratch.delete(directory);
        }
    }
}
