package io.headrace;

import org.jspecify.annotations.Nullable;

/**
 * Something that a {@link Replay} has put into the state otherwise than the batch did when it ran first.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param operator the stable name of the stream that remembers it
 * @param site what the stream is, and where it was written
 * @param key in words; null for rows of windows, which have none
 * @param original what was stored, in words; null when nothing was
 * @param replayed what the replay would store, in words; null when nothing
 */
public record ReplayDifference(
        String operator,
        String site,
        @Nullable String key,
        @Nullable String original,
        @Nullable String replayed) {
    @Override
    public String toString() {
        return "\"" + operator + "\", " + site + (key == null ? "" : ", key " + key) + ": first "
                + (original == null ? "nothing" : original) + ", now " + (replayed == null ? "nothing" : replayed);
    }
}
