package io.headrace.wal.scan;

import java.io.IOException;

/**
 * Where readers of a log are got from: of one that is being written, or of one that is only looked at.
 *
 * <p><b>Threading:</b> as the implementation says.
 */
@FunctionalInterface
public interface LogReaders {
    /** A new reader before the oldest record; it is the caller's. */
    LogReader reader() throws IOException;
}
