package io.headrace.exec.checkpoint;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * About how many keys a checkpoint has, so that tables are laid out for them at once. Many keys are in several segments; in how many is seen
 * where the merging of them begins. It is a hint: tables that are laid out for too few keys grow.
 *
 * <p><b>Threading:</b> stateless.
 */
final class KeyEstimate {
    /** So many keys are looked at: they tell the rest to about a hundredth. */
    private static final int SAMPLE = 8_192;

    /** Expected beside what the sample tells, as a part of it: so that it is seldom too little. */
    private static final int MARGIN = 64;

    private KeyEstimate() {}

    /** @param entries how many each operator has of keys, by its number, in all segments together */
    static Map<Integer, Long> of(CheckpointDirectory directory, Manifest manifest, Map<Integer, Long> entries)
            throws IOException {
        if (manifest.segments().size() < 2) return entries;
        double share = shareOfKeys(directory, manifest);
        Map<Integer, Long> keys = new HashMap<>();
        entries.forEach((operator, count) -> keys.put(operator, Math.min(count, (long) (count * share))));
        return keys;
    }

    private static double shareOfKeys(CheckpointDirectory directory, Manifest manifest) throws IOException {
        PaneLife life = new PaneLife(Map.of(), manifest.tick());
        try (MergeCursor merged = directory.merged(manifest.segments(), true, life)) {
            int keys = 0;
            while (keys < SAMPLE && merged.next()) keys++;
            return keys * (1 + 1.0 / MARGIN) / Math.max(1, merged.looked());
        }
    }
}
