package io.headrace;

import java.util.ArrayList;
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
        List<String> what = new ArrayList<>();
        if (batches > 0)
            what.add(batches == 1 ? "1 batch that is not committed" : batches + " batches that are not committed");
        for (Left left : inputs)
            what.add(number(left.blocks(), "block") + " (" + number(left.records(), "record") + ") of " + left.input());
        how += inTime ? " left " : " ran out of time, and left ";
        String late = outputs.isEmpty() ? "" : "; " + String.join("; ", outputs);
        if (what.isEmpty()) return how + "nothing that was received" + late;
        return how
                + String.join(", ", what)
                + late
                + (isKept ? "; the log has them, and they come first at the next start" : "; they are lost");
    }

    private static String number(long count, String of) {
        return count + " " + of + (count == 1 ? "" : "s");
    }
}
