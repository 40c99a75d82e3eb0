package io.headrace.exec.intake;

import io.headrace.wal.format.Position;
import java.util.Arrays;

/**
 * How far the log may be trimmed: whoever needs something of it has a hold, and the oldest place that any of them names stays. A hold of the
 * past, which is only wished for, gives way where the disk has no room.
 *
 * <p><b>Threading:</b> holds are taken by any thread, each moved by one; {@link #position} by any.
 */
public final class TrimPoint {
    /** What {@link #position} answers when nobody needs anything. */
    public static final long NOTHING_NEEDED = Long.MAX_VALUE;

    private volatile Hold[] holds = {}; // copied to be changed: it is gone through every few milliseconds

    /** One who needs the log from some place on. */
    public static final class Hold {
        private final String who;
        private final boolean isOfPast;
        private volatile long position = Position.START;
        private volatile long givenUp = Position.START;

        private Hold(String who, boolean isOfPast) {
            this.who = who;
            this.isOfPast = isOfPast;
        }

        private long needed() {
            return Math.max(position, givenUp);
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
            long at = needed();
            return who + " needs " + (at == NOTHING_NEEDED ? "nothing" : "all from " + Position.describe(at));
        }
    }

    /** A hold on everything, until it is moved. */
    public Hold hold(String who) {
        return add(new Hold(who, false));
    }

    /** As {@link #hold}; it may be {@linkplain #giveUpPast given up}. */
    public Hold holdOfPast(String who) {
        return add(new Hold(who, true));
    }

    private synchronized Hold add(Hold hold) {
        Hold[] more = Arrays.copyOf(holds, holds.length + 1);
        more[holds.length] = hold;
        holds = more;
        return hold;
    }

    /**
     * There is no room for what comes: holds of the past do without what stands before this place.
     *
     * @return whether one of them held it
     */
    public boolean giveUpPast(long before) {
        boolean any = false;
        for (Hold hold : holds) {
            if (!hold.isOfPast || hold.needed() >= before) continue;
            hold.givenUp = before;
            any = true;
        }
        return any;
    }

    /** Nobody needs what lies before. */
    public long position() {
        long oldest = NOTHING_NEEDED;
        for (Hold hold : holds) oldest = Math.min(oldest, hold.needed());
        return oldest;
    }

    @Override
    public String toString() {
        return Arrays.toString(holds);
    }
}
