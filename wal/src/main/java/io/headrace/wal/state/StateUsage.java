package io.headrace.wal.state;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a store holds, in entries and in units of its space, and raises the alarm when either nears what the store
 * was made for.
 *
 * <p><b>Threading:</b> one owner writes; any thread may read {@link #entries}.
 */
public final class StateUsage {
    /** The alarm sounds when this much of the entries or of the units is taken. */
    public static final int ALARM_PERCENT = 70;

    /** The alarm is armed again when both are back below this. */
    static final int REARM_PERCENT = 65;

    private final UsageAlarm alarm;
    private final AtomicLong entries = new AtomicLong(); // written by one thread, so set suffices
    private long units;
    private long entryCapacity;
    private long unitCapacity;
    private long plannedEntries;
    private boolean listening;
    private boolean alarmed;

    public StateUsage(UsageAlarm alarm) {
        this.alarm = alarm;
    }

    /** Starts counting for a store of this size, in silence. */
    public void begin(long plannedEntries, long entryCapacity, long unitCapacity) {
        this.plannedEntries = plannedEntries;
        this.entryCapacity = entryCapacity;
        this.unitCapacity = unitCapacity;
        this.alarmed = false;
        this.listening = false;
        this.units = 0;
        entries.set(0);
    }

    /** Arms the alarm: it sounds at once when there is reason to. */
    public void listen() {
        listening = true;
        add(0, 0);
    }

    /** Counts entries that came (or went: negative), and the units they take. */
    public void add(long entries, long units) {
        long nowEntries = this.entries.get() + entries;
        this.entries.setRelease(nowEntries);
        this.units += units;
        if (listening && alarmed == isBelow(alarmed ? REARM_PERCENT : ALARM_PERCENT, nowEntries)) cross(nowEntries);
    }

    public long entries() {
        return entries.getAcquire();
    }

    public long units() {
        return units;
    }

    public long plannedEntries() {
        return plannedEntries;
    }

    private boolean isBelow(int percent, long nowEntries) {
        return nowEntries * 100 < entryCapacity * percent && units * 100 < unitCapacity * percent;
    }

    private void cross(long nowEntries) {
        alarmed = !alarmed;
        if (alarmed) alarm.onUsage(nowEntries, plannedEntries);
    }
}
