package io.headrace.exec;

import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How often a record of an input is there after a crash, in words: so that nobody takes an input for what it is not.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Guarantee {
    private Guarantee() {}

    /**
     * A line for each input.
     *
     * @param hasLog whether what is received outlives the process
     */
    static String of(List<Node> inputs, boolean hasLog) {
        return inputs.stream().map(input -> of(input, hasLog)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String of(Node input, boolean hasLog) {
        InputSpec spec = ((Operator.Input) input.operator()).spec();
        return input.describe() + ": after a crash "
                + (hasLog ? withLog(spec) : "what no batch has done is lost, for there is no log");
    }

    private static String withLog(InputSpec spec) {
        if (spec instanceof InputSpec.Received)
            return "exactly once is there what was stored with a position, at least once the rest: its source sends"
                    + " again what was not acknowledged";
        if (spec instanceof InputSpec.Polled polled)
            return polled.factory().isAcknowledged()
                    ? "each record is there exactly once if its source gives positions, else at least once"
                    : "what was logged is there once; what was not is lost, for the source cannot" + " be asked again";
        return "each batch is there once: it is asked for again, or lies in the log";
    }
}
