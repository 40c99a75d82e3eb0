package io.headrace.wal.chronicle;

import io.headrace.memory.MemoryBounds;

/**
 * What one thread needs to talk to a {@link StateMap}: reused slices, and the windows through which checked access sees
 * the map's memory.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class StateAccess implements AutoCloseable {
    final MemoryBounds.Window keyWindow = MemoryBounds.openWindow();
    final MemoryBounds.Window valueWindow = MemoryBounds.openWindow();
    final Slice key;
    final Slice value;

    StateAccess(long seed) {
        key = new Slice(seed, keyWindow);
        value = new Slice(seed, valueWindow);
    }

    @Override
    public void close() {
        keyWindow.close();
        valueWindow.close();
    }
}
