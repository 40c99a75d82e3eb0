package io.headrace;

import java.util.List;

/**
 * What a stop left undone.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param graceful whether it was asked to process what was received
 * @param inTime whether everything ended within the time that it had
 * @param isKept whether what is left is in the log, and comes first at the next start; else it is lost
 * @param batches that were cut and not committed
 * @param inputs what each input brought that no batch has, for those that have something
 * @param outputs those that had a batch still when the time was over, as sentences: what they write to is slow, or does not answer
 */
public record StopReport(
        boolean graceful, boolean inTime, boolean isKept, int batches, List<Left> inputs, List<String> outputs) {
    public StopReport {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * What an input brought that no batch has. What its receiver had not handed over does not count: its source was not told that
     * it is safe.
     *
     * @param input where it was written
     * @param records of those blocks that came since this start
     */
    public record Left(String input, long blocks, long records) {}

    /** Whether nothing is left. */
    public boolean isComplete() {
        return inTime && batches == 0 && inputs.isEmpty();
    }

    /** In one sentence. */
    @Override
    public String toString() {
        String how = graceful ? "a graceful stop" : "a stop";
        if (isComplete()) return how + " that left nothing";
        StringBuilder text = new StringBuilder(how).append(inTime ? " left " : " ran out of time, and left ");
        text.append(batches).append(" batches that are not committed");
        for (Left left : inputs)
            text.append(", ")
                    .append(left.blocks())
                    .append(" blocks (")
                    .append(left.records())
                    .append(" records) of ")
                    .append(left.input());
        for (String output : outputs) text.append("; ").append(output);
        return text.append(isKept ? "; the log has them, and they come first at the next start" : "; they are lost")
                .toString();
    }
}
