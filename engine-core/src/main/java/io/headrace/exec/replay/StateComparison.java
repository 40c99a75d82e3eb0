package io.headrace.exec.replay;

import io.headrace.ReplayDifference;
import io.headrace.exec.checkpoint.StoredText;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DeltaRecord;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch changed in the state when it ran first, as the log has it, against what the streams write when it runs again.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class StateComparison {
    private static final int MOST_SHOWN = 100;

    private final List<ComparedStream> streams;
    private final Map<Integer, StateChanges> first = new HashMap<>();
    private final Map<Integer, StateChanges> now = new HashMap<>();
    private final List<ReplayDifference> differences = new ArrayList<>();
    private long count;

    /** @param streams that remember, in the order of the program */
    public StateComparison(List<ComparedStream> streams) {
        this.streams = List.copyOf(streams);
        for (ComparedStream stream : streams) {
            first.put(stream.operator(), new StateChanges(stream));
            now.put(stream.operator(), new StateChanges(stream));
        }
    }

    /** Reads what the log has of the batch; all of its streams are in the program. */
    public void readFirst(PastLog log, PastBatch batch) throws IOException {
        DeltaRecord delta = new DeltaRecord();
        try (LogReader reader = log.reader()) {
            for (long position : batch.parts()) {
                reader.read(position);
                delta.wrap(reader.payloadAddress(), reader.payloadLength());
                while (delta.next()) {
                    StateChanges changes = first.get(delta.operator());
                    if (changes == null)
                        throw new IllegalStateException("the log has changes of operator number " + delta.operator()
                                + ", which the program does not have; that was to be refused before");
                    changes.add(delta.kind(), delta.bytesAddress(), delta.length());
                }
            }
        }
    }

    /** Has a stream write what it changes now. */
    public void take(int operator, StatefulEvaluator evaluator, ChangeCapture capture) throws Exception {
        StateChanges changes = now.get(operator);
        if (changes == null) throw new IllegalStateException("no stream has the number " + operator);
        evaluator.writeDelta(capture.into(changes));
    }

    /** Compares; both sides are complete. */
    public void compare(List<DictionaryEntry> dictionary) {
        StoredText text = new StoredText(dictionary);
        for (ComparedStream stream : streams) {
            StateChanges then = first.get(stream.operator());
            StateChanges again = now.get(stream.operator());
            if (then != null && again != null) count += then.compare(again, text, MOST_SHOWN, differences);
        }
    }

    /** The first of them. */
    public List<ReplayDifference> differences() {
        return differences;
    }

    public long count() {
        return count;
    }
}
