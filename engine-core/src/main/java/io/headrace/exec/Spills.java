package io.headrace.exec;

import io.headrace.HeadraceConf;
import io.headrace.exec.counters.ErrorFile;
import io.headrace.exec.spill.SpillFolder;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Path;
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

    static SpillSpace open(HeadraceConf conf, MemoryBudget budget, ErrorFile errors) throws IOException {
        Path directory = conf.directory();
        @Nullable Path folder = directory == null ? null : directory.resolve(FOLDER);
        if (folder != null) SpillFolder.empty(folder);
        return SpillSpace.create(
                conf.spillMemory(),
                budget,
                conf.kryo(),
                folder,
                conf.strict(),
                (who, what) -> errors.record(who, what, 1));
    }
}
