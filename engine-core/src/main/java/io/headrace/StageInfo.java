package io.headrace;

import java.util.List;

/**
 * One stage of a running program: what is evaluated together, and measured as one.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param index from 0 up, in the order in which a batch goes through them
 * @param label {@code countByValue at WordCount.main (WordCount.java:12)}
 * @param operators what is fused into it, in the order in which records go through, its own operation last
 * @param inputs the ids of the streams that it reads
 * @param stages the stages that it reads
 */
public record StageInfo(
        int index, Kind kind, String label, List<String> operators, List<Integer> inputs, List<Integer> stages) {
    /** What a stage is. */
    public enum Kind {
        /** Evaluates a stream. */
        STREAM,
        /** Writes down what the batch changes in the state, and takes it over. */
        STATE,
        /** Waits until the batch's allocation is safe, as the durability asks. */
        LOG,
        /** An output operation: the user's body, or a sink. */
        OUTPUT
    }

    public StageInfo {
        operators = List.copyOf(operators);
        inputs = List.copyOf(inputs);
        stages = List.copyOf(stages);
    }
}
