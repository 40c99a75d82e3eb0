package io.headrace.exec.checkpoint;

import java.util.List;

/**
 * Which segments are merged: the latest ones, as long as each is not much larger than all behind it together. So every entry is written
 * again a few times only, and there are never many segments to read at a restart.
 *
 * <p><b>Threading:</b> stateless.
 */
final class MergePolicy {
    private static final int FEWEST = 4;
    private static final int MOST_SEGMENTS = 10;
    private static final long RATIO = 2;

    private MergePolicy() {}

    /** From which segment on all are merged; -1 when none are. */
    static int from(List<SegmentInfo> segments) {
        int from = segments.size();
        long behind = 0;
        while (from > 0 && (from == segments.size() || segments.get(from - 1).bytes() <= RATIO * behind)) {
            from--;
            behind += segments.get(from).bytes();
        }
        if (segments.size() > MOST_SEGMENTS) from = Math.min(from, segments.size() - FEWEST);
        return segments.size() - from >= FEWEST ? from : -1;
    }
}
