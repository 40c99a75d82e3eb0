package io.headrace.exec.files;

import io.headrace.StreamInputInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one tick, by their names, for who looks at batches. Makes nothing while nobody does.
 *
 * <p><b>Threading:</b> one thread; what it answers is immutable.
 */
final class TickFiles {
    /** The key under which Spark has them. */
    static final String FILES = "files";

    /** A description is for people, and kept for some time: of more files it names the first, and how many there are. */
    static final int MOST_DESCRIBED = 100;

    private static final Map<String, Object> UNKNOWN = Map.of();
    private static final Map<String, Object> NO_FILES =
            Map.of(FILES, List.of(), StreamInputInfo.METADATA_KEY_DESCRIPTION, "");

    private final BooleanSupplier isWatched;
    private @Nullable List<String> names;

    TickFiles(BooleanSupplier isWatched) {
        this.isWatched = isWatched;
    }

    /** A tick begins. Who comes to look later is told from the next one on, for of this one he would be told a part. */
    void begin() {
        names = isWatched.getAsBoolean() ? new ArrayList<>() : null;
    }

    /** The tick has the file. */
    void took(Path file) {
        if (names != null) names.add(file.toString());
    }

    /** As {@link StreamInputInfo#metadata} has it. */
    Map<String, Object> metadata() {
        List<String> all = names;
        if (all == null) return UNKNOWN;
        if (all.isEmpty()) return NO_FILES;
        return Map.of(FILES, List.copyOf(all), StreamInputInfo.METADATA_KEY_DESCRIPTION, description(all));
    }

    private static String description(List<String> all) {
        if (all.size() <= MOST_DESCRIBED) return String.join("\n", all);
        return String.join("\n", all.subList(0, MOST_DESCRIBED)) + "\nand " + (all.size() - MOST_DESCRIBED) + " more";
    }
}
