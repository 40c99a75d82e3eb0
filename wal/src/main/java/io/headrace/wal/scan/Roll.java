package io.headrace.wal.scan;

import java.nio.file.Path;

/**
 * One file of the log.
 *
 * @param directory of its incarnation
 *
 * <p><b>Threading:</b> immutable.
 */
public record Roll(long incarnation, long ordinal, Path directory, String name) {
    public Path file() {
        return directory.resolve(name);
    }

    /** The roll with that number of the same incarnation, whose rolls are numbered through. */
    public Roll sibling(long number) {
        return new Roll(incarnation, number, directory, LogFiles.rollName(number));
    }
}
