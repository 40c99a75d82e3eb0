package io.headrace.source;

import java.io.IOException;
import java.io.Serializable;

/**
 * Opens a {@link PolledSource}, again after each loss. It is part of the program, so it holds settings, not connections.
 *
 * <p><b>Threading:</b> the receiver's thread.
 */
@FunctionalInterface
public interface SourceFactory extends Serializable {
    /**
     * Opens the source behind a position.
     *
     * @param position the last one that was logged, or an empty array: from the source's own beginning
     * @throws IOException when the source is not there now: tried again after a pause
     */
    PolledSource open(byte[] position) throws IOException;

    /**
     * Whether its sources give positions, or forget what they are told is safe. Of those nothing may be dropped; a source for which
     * dropping is no lie says {@code false}.
     */
    default boolean isAcknowledged() {
        return true;
    }
}
