package io.headrace;

import java.nio.file.Path;

/**
 * A context's directory does not hold what was written there, or was written by a newer version: nothing was started, and what is there
 * was left. The message says what is damaged, and the commands that tell more.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class DamagedDirectoryException extends StreamingException {
    private static final long serialVersionUID = 1;

    /** @param cause says what is damaged, and where */
    public DamagedDirectoryException(Path directory, Throwable cause) {
        super(
                "the context in " + directory + " cannot go on: " + cause.getMessage() + ". `./headrace wal verify "
                        + directory + "` looks at the whole log, `./headrace state list " + directory
                        + "` at the checkpoints",
                cause);
    }
}
