package io.headrace.exec.state;

import java.util.List;

/**
 * What one batch brought to a window on pairs: a combination for each key, partition by partition. Never changed once it is in use.
 *
 * <p><b>Threading:</b> a partition by one thread at a time.
 */
record WindowPane(List<PanePart> parts) {
    PanePart part(int partition) {
        return parts.get(partition);
    }

    boolean isEmpty() {
        return parts.stream().allMatch(PanePart::isEmpty);
    }

    /** Forgets it: it has not become the window's. */
    void discard() {
        parts.forEach(PanePart::close);
    }
}
