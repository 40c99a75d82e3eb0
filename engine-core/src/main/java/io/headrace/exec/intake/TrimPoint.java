package io.headrace.exec.intake;

import io.headrace.wal.format.Position;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How far the log may be trimmed: whoever needs something of it has a hold, and the oldest place that any of them names stays.
 *
 * <p><b>Threading:</b> holds are taken by any thread, each moved by one; {@link #position} by any.
 */
public final class TrimPoint {
    /** What {@link #position} answers when nobody needs anything. */
    public static final long NOTHING_NEEDED = Long.MAX_VALUE;

    private final List<Hold> holds = new CopyOnWriteArrayList<>();

    /** One who needs the log from some place on. */
    public static final class Hold {
        private final String who;
        private volatile long position = Position.START;

        private Hold(String who) {
            this.who = who;
        }

        /** Everything from here on is needed, and nothing before. */
        public void at(long position) {
            this.position = position;
        }

        /** Nothing is needed, for now. */
        public void release() {
            position = NOTHING_NEEDED;
        }

        @Override
        public String toString() {
            long at = position;
            return who + " needs " + (at == NOTHING_NEEDED ? "nothing" : "all from " + Position.describe(at));
        }
    }

    /** A hold on everything, until it is moved. */
    public Hold hold(String who) {
        Hold hold = new Hold(who);
        holds.add(hold);
        return hold;
    }

    /** Nobody needs what lies before. */
    public long position() {
        long oldest = NOTHING_NEEDED;
        for (Hold hold : holds) oldest = Math.min(oldest, hold.position);
        return oldest;
    }

    @Override
    public String toString() {
        return holds.toString();
    }
}
