package io.headrace.log;

import io.headrace.wal.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The names in the directory of a sink's log.
 *
 * <pre>
 *   out/lock                       held by the program that writes
 *   out/log/…                      the log
 *   out/end                        how far it is committed: readers go no further
 *   out/readers/billing/lock       held by the program that reads under that name
 *   out/readers/billing/place      how far it has read, and keeps what it read: what is before may be trimmed
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
final class SinkLogDirectory {
    private static final String PLACE = "place";

    private SinkLogDirectory() {}

    static Path log(Path directory) {
        return directory.resolve(Log.DIRECTORY_NAME);
    }

    static Path end(Path directory) {
        return directory.resolve("end");
    }

    static Path reader(Path directory, String name) {
        return directory.resolve("readers").resolve(name);
    }

    static Path place(Path readerDirectory) {
        return readerDirectory.resolve(PLACE);
    }

    /** The places of all readers that ever were, but for those whose directories somebody deleted. */
    static List<Path> places(Path directory) throws IOException {
        Path readers = directory.resolve("readers");
        if (Files.notExists(readers)) return List.of();
        try (Stream<Path> all = Files.list(readers)) {
            return all.map(SinkLogDirectory::place).filter(Files::exists).toList();
        }
    }
}
