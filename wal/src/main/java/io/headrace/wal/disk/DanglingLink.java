package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A symbolic link that leads to nothing: the system's own errors call it a file that is there, or one that is not, as the case may be.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param link where it lies
 * @param target what it names, as it is written in it
 */
public record DanglingLink(Path link, Path target) {
    /** The first such link on the way to a path, its last name included; null when there is none. */
    public static @Nullable DanglingLink on(Path path) throws IOException {
        Path way = path.toAbsolutePath();
        for (int names = 1; names <= way.getNameCount(); names++) {
            Path part = way.getRoot().resolve(way.subpath(0, names));
            if (Files.isSymbolicLink(part) && !Files.exists(part))
                return new DanglingLink(part, Files.readSymbolicLink(part));
        }
        return null;
    }
}
