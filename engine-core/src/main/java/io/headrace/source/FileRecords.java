package io.headrace.source;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens files whose records lie in them as they are stored. For the engine.
 *
 * <p><b>Threading:</b> stateless; what is opened belongs to one thread.
 */
public final class FileRecords {
    private FileRecords() {}

    /** Ends ({@link PolledSource#ENDED}) behind the file's last line. */
    public static PolledSource lines(Path file) throws IOException {
        return new PolledLines(new FileInput(file), Integer.MAX_VALUE);
    }

    /** Ends behind the file's last record. */
    public static PolledSource fixed(Path file, int length) throws IOException {
        return new PolledFixed(new FileInput(file), length);
    }
}
