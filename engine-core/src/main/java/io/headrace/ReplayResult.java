package io.headrace;

import java.util.List;

/**
 * What a {@link Replay} has found.
 *
 * <p><b>Threading:</b> immutable, as far as the rows of the outputs are.
 *
 * @param batch that was run again
 * @param outputs what each of them would have got
 * @param comparison of what the batch changed in the state with what it changed when it ran first
 * @param differences the first of them, in the order of the streams in the program
 * @param differenceCount how many there are
 */
public record ReplayResult(
        ReplayBatch batch,
        List<ReplayOutput> outputs,
        Comparison comparison,
        List<ReplayDifference> differences,
        long differenceCount) {
    /** What became of the comparison. */
    public enum Comparison {
        /** The state has changed as it did then. */
        SAME,
        /** It has not: a function is not deterministic, or the program is not the one that ran then. */
        DIFFERENT,
        /** No stream of the program remembers anything, so nothing was stored to compare with. */
        NOTHING_STORED,
        /** The batch was not committed, so its changes do not count. */
        NOT_COMMITTED
    }

    public ReplayResult {
        outputs = List.copyOf(outputs);
        differences = List.copyOf(differences);
    }

    /** Whether nothing was found that is otherwise than it was. */
    public boolean isSame() {
        return comparison != Comparison.DIFFERENT;
    }

    /** The comparison as a sentence. */
    public String verdict() {
        return switch (comparison) {
            case SAME -> "same result as the first time";
            case NOTHING_STORED -> "nothing to compare with: no stream of this program remembers anything";
            case NOT_COMMITTED -> "nothing to compare with: the batch was not committed";
            case DIFFERENT ->
                "another result than the first time, in " + differenceCount
                        + (differenceCount == 1 ? " place" : " places") + ": a function is not deterministic, or the"
                        + " program is not the one that ran then. First: " + differences.get(0);
        };
    }
}
