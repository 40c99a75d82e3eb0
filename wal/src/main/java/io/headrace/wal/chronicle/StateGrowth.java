package io.headrace.wal.chronicle;

import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateStore.Growth;

/**
 * A larger map on its way: filled from the present one segment by segment, while changes between the steps go to both. A
 * segment may show an entry that was already put to both; it is the same one.
 *
 * <p><b>Threading:</b> the store's owner.
 */
final class StateGrowth implements AutoCloseable {
    private final StateMap from;
    private final StateMap next;
    private final StateAccess scan;
    private int segment;
    private boolean tooSmall;

    StateGrowth(StateMap from, StateMap next, long seed) {
        this.from = from;
        this.next = next;
        this.scan = new StateAccess(seed);
    }

    /** Copies a segment. */
    Growth step(StateAccess access) {
        if (!tooSmall && segment < from.segments())
            from.forEach(
                    segment++,
                    scan,
                    (key, keyLength, value, valueLength) -> put(access, key, keyLength, value, valueLength));
        if (tooSmall) return Growth.ABANDONED;
        return segment < from.segments() ? Growth.GROWING : Growth.GROWN;
    }

    void put(StateAccess access, long keyAddress, int keyLength, long valueAddress, int valueLength) {
        if (tooSmall) return;
        tooSmall = next.put(access, keyAddress, keyLength, valueAddress, valueLength) != StateStore.OK;
    }

    void remove(StateAccess access, long keyAddress, int keyLength) {
        next.remove(access, keyAddress, keyLength);
    }

    StateMap next() {
        return next;
    }

    /** Gives back the scan's access; the map is its new owner's. */
    @Override
    public void close() {
        scan.close();
    }
}
