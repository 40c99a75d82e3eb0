package io.headrace.wal.scan;

import io.headrace.memory.CorruptDataException;
import java.nio.file.Path;

/**
 * A place where the log is not what was written.
 *
 * @param recordsLost false when only words around the records are wrong, and every record is whole
 */
public record Damage(Path file, long offset, String reason, boolean recordsLost) {
    public CorruptDataException toException() {
        return new CorruptDataException(toString());
    }

    @Override
    public String toString() {
        return file + " is damaged at offset " + offset + ": " + reason;
    }
}
