package io.headrace.exec.spill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of rows that outgrow memory. It comes and goes with them, unless it is a disk of its own that is mounted there.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class SpillFolder {
    private SpillFolder() {}

    /** Deletes what a killed process has left: nobody could read it. */
    public static void empty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return;
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.toList();
        }
        for (Path file : left) if (Files.isRegularFile(file)) Files.delete(file); // a disk has folders of its own
        if (!isMounted(folder)) Files.delete(folder);
    }

    static boolean isMounted(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        return above != null
                && Files.isDirectory(folder)
                && !Files.getFileStore(folder).equals(Files.getFileStore(above));
    }
}
