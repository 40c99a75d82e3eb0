package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Another owner has the directory. The message names it. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1;

    DirectoryInUseException(Path directory, String holder) {
        super(directory + " is in use by " + (holder.isEmpty() ? "a process that is just starting" : holder)
                + ": stop that one, or give this one a directory of its own");
    }
}
