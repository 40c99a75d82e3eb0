package io.headrace.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A program in words: its stages, the streams in them, and what they are called.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Explain {
    private Explain() {}

    /** Several lines, the last one without an end. */
    public static String of(Program program) {
        StringBuilder text = new StringBuilder();
        text.append("program \"")
                .append(program.name())
                .append("\", batches of ")
                .append(program.batchMillis());
        text.append(" ms");
        List<Node> nodes = Reached.nodes(program);
        StableNames names = StableNames.of(program);
        Map<Node, Integer> stages = stages(nodes);
        int stagesWritten = 0;
        for (int stage = 1; stagesWritten < nodes.size(); stage++) {
            line(text, "  stage " + stage);
            for (Node node : nodes) {
                if (Objects.requireNonNull(stages.get(node)) != stage) continue;
                line(text, "    " + node(node, names, program.batchMillis()));
                stagesWritten++;
            }
        }
        for (Output output : program.outputs()) line(text, "  " + output);
        int unused = program.nodes().size() - nodes.size();
        if (unused > 0) line(text, "  " + unused + " streams do not run: no output depends on them");
        return text.toString();
    }

    /** Narrow operators run in one pass with what feeds them; all others begin a stage behind those of their parents. */
    private static Map<Node, Integer> stages(List<Node> nodes) {
        Map<Node, Integer> stages = new HashMap<>();
        for (Node node : nodes) {
            int behind = node.parents().stream().mapToInt(stages::get).max().orElse(0);
            boolean joins = node.operator() instanceof Operator.Narrow;
            stages.put(node, joins ? behind : behind + 1);
        }
        return stages;
    }

    private static String node(Node node, StableNames names, long batchMillis) {
        StringBuilder text = new StringBuilder("#" + node.id() + " " + operator(node.operator()));
        if (!node.parents().isEmpty())
            text.append(" of ")
                    .append(node.parents().stream().map(p -> "#" + p.id()).collect(Collectors.joining(", ")));
        Partitioning partitioning = ProgramCheck.partitioning(node.operator());
        if (partitioning != null) text.append(", ").append(partitioning);
        if (node.slideMillis() != batchMillis)
            text.append(", every ").append(node.slideMillis()).append(" ms");
        if (!node.types().classes().isEmpty())
            text.append(", types ")
                    .append(node.types().classes().stream()
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(", ")));
        Persistence kept = node.persistence();
        if (kept != null) text.append(", kept ").append(kept.level());
        text.append(", named ").append(names.of(node)).append(", at ").append(node.site());
        return text.toString();
    }

    private static String operator(Operator operator) {
        String word = operator.word();
        if (operator instanceof Operator.Input input)
            return word + " (" + input.spec().label() + ")";
        if (operator instanceof Operator.Window window) return word + " (last " + window.windowMillis() + " ms)";
        if (operator instanceof Operator.CombineWindow window)
            return word + " (last " + window.windowMillis() + " ms" + (window.inverse() == null ? "" : ", with inverse")
                    + ")";
        if (operator instanceof Operator.Fold fold) return word + " (" + fold.reducer() + ", off the heap)";
        if (operator instanceof Operator.FoldState fold) return word + " (" + fold.reducer() + ", off the heap)";
        if (operator instanceof Operator.FoldWindow fold)
            return word + " (" + fold.reducer() + ", off the heap, last " + fold.windowMillis() + " ms)";
        if (operator instanceof Operator.MapWithState state
                && state.timeoutMillis() != Operator.MapWithState.NO_TIMEOUT)
            return word + " (timeout " + state.timeoutMillis() + " ms)";
        if (operator instanceof Operator.MapFlatState state)
            return word + " (" + state.states().layout() + ", off the heap"
                    + (state.timeoutMillis() == Operator.MapWithState.NO_TIMEOUT
                            ? ")"
                            : ", timeout " + state.timeoutMillis() + " ms)");
        if (operator instanceof Operator.JoinViews join)
            return word + " (" + join.results().layout() + ", off the heap, last " + join.windowMillis() + " ms)";
        if (operator instanceof Operator.Repartition dealt) return word + " (" + dealt.partitions() + ")";
        return word;
    }

    private static void line(StringBuilder text, String line) {
        text.append(System.lineSeparator()).append(line);
    }
}
