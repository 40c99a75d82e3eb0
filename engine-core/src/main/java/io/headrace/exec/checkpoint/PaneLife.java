package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.StateForm;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which panes are needed behind a tick.
 *
 * <p><b>Threading:</b> immutable.
 */
final class PaneLife {
    private final long tick;
    private final Map<Integer, Long> paneTicks = new TreeMap<>();

    /** @param tick the last one that is committed */
    PaneLife(Map<Integer, StateForm> forms, long tick) {
        this.tick = tick;
        forms.forEach((operator, form) -> paneTicks.put(operator, form.paneTicks()));
    }

    /** Whether the key is that of a pane which no window needs any more. */
    boolean isOver(long key) {
        if (!FoldedEntry.isPane(key)) return false;
        Long ticks = paneTicks.get(FoldedEntry.operator(key));
        return ticks != null && FoldedEntry.tick(key) <= tick - ticks;
    }
}
