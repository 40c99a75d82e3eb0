package io.headrace.wal;

import java.io.IOException;
import java.nio.file.Path;

/** A log cannot be opened for want of disk space. */
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(Path directory, long wanted, long usable) {
        super("no room to open the log in " + directory + ": its first roll wants " + wanted + " bytes, and " + usable
                + " are free. Free some, or set smaller rolls (headrace.log.roll.bytes)");
    }
}
