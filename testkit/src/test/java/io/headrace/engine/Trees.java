package io.headrace.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories with all that is in them. <b>Threading:</b> stateless. */
final class Trees {
    private Trees() {}

    /** @param to is not there yet, or is an empty directory */
    static void copy(Path from, Path to) throws IOException {
        for (Path each : walk(from)) {
            Path copied = to.resolve(from.relativize(each).toString());
            if (Files.isDirectory(each)) Files.createDirectories(copied);
            else Files.copy(each, copied);
        }
    }

    /** Also when it is not there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        List<Path> all = walk(tree);
        for (Path each : all.stream().sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
    }

    private static List<Path> walk(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            return walk.toList();
        }
    }
}
