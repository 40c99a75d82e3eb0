package io.headrace.wal.state;

/**
 * Is told when a {@link StateStore} begins to run out of room: once per crossing of {@link StateUsage#ALARM_PERCENT}, and
 * again only after the use has fallen well below it or the store has grown.
 *
 * <p><b>Threading:</b> called on the owner's thread in the middle of a put: note it, and grow later.
 */
@FunctionalInterface
public interface UsageAlarm {
    void onUsage(long entries, long plannedEntries);
}
