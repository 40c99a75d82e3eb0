package io.headrace.exec.state;

import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import java.util.concurrent.CompletableFuture;

/**
 * Where stores for states come from. They are empty, never the truth, and gone when the context ends.
 *
 * <p><b>Threading:</b> any thread.
 */
@FunctionalInterface
public interface StateHome {
    /** Opens a store in the background: the first one in a process takes a second or two. */
    CompletableFuture<StateStore> open(StateSizing sizing);
}
