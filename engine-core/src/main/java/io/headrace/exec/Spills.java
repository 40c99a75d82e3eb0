package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a context go that outgrow the heap: a folder in its directory, or a temporary one. What a killed process has left there
 * is deleted; nobody could read it.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class Spills {
    static final String FOLDER = "spill";

    private Spills() {}

    static SpillSpace open(HeadraceConf conf, MemoryBudget budget) throws IOException {
        Path directory = conf.directory();
        @Nullable Path folder = directory == null ? null : directory.resolve(FOLDER);
        if (folder != null && Files.isDirectory(folder)) empty(folder);
        return SpillSpace.create(conf.spillMemory(), budget, conf.kryo(), folder, conf.strict());
    }

    private static void empty(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.toList();
        }
        for (Path file : left) Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
