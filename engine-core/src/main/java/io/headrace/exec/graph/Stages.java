package io.headrace.exec.graph;

import io.headrace.StageInfo;
import io.headrace.StageInfo.Kind;
import io.headrace.exec.work.StageTimes;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The stages of a program, which its time is measured by:
 *
 * <pre>
 *   streams that are evaluated by themselves, parents first ──▶ state ──▶ log ──▶ outputs, in order
 * </pre>
 *
 * What is fused with its reader belongs to the reader's stage.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Stages {
    private final List<Node> inputs;
    private final int[] ofNode;
    private final int streams;
    private final List<StageInfo> all = new ArrayList<>();

    /**
     * The stages of a program.
     *
     * @param inputs by stream id
     * @param evaluated the nodes that are stages, parents first
     */
    Stages(Program program, List<Node> inputs, List<Node> evaluated) {
        this.inputs = List.copyOf(inputs);
        this.streams = evaluated.size();
        ofNode = new int[program.nodes().size()];
        Arrays.fill(ofNode, StageTimes.NONE);
        for (int i = 0; i < streams; i++) ofNode[evaluated.get(i).id()] = i;
        for (Node node : evaluated) all.add(info(Kind.STREAM, node.describe(), node.parents(), List.of(node)));
        all.add(info(Kind.STATE, "state taken over", List.of(), List.of()));
        all.add(info(Kind.LOG, "wait for the log", List.of(), List.of()));
        for (Output output : program.outputs()) {
            String label = output.word() + " at " + output.site();
            all.add(info(Kind.OUTPUT, label, List.of(output.node()), List.of()));
        }
    }

    private StageInfo info(Kind kind, String label, List<Node> parents, List<Node> own) {
        Set<Node> fused = new LinkedHashSet<>();
        Set<Integer> streamsRead = new LinkedHashSet<>();
        Set<Integer> stagesRead = new LinkedHashSet<>();
        for (Node parent : parents) walk(parent, fused, streamsRead, stagesRead);
        fused.addAll(own);
        List<String> operators = fused.stream().map(Node::describe).toList();
        return new StageInfo(all.size(), kind, label, operators, List.copyOf(streamsRead), List.copyOf(stagesRead));
    }

    /** Parents first, as records go. */
    private void walk(Node node, Set<Node> fused, Set<Integer> streamsRead, Set<Integer> stagesRead) {
        if (node.operator() instanceof Operator.Input) {
            streamsRead.add(inputs.indexOf(node));
        } else if (ofNode[node.id()] != StageTimes.NONE) {
            stagesRead.add(ofNode[node.id()]);
        } else if (!fused.contains(node)) {
            for (Node parent : node.parents()) walk(parent, fused, streamsRead, stagesRead);
            fused.add(node);
        }
    }

    public List<StageInfo> all() {
        return List.copyOf(all);
    }

    public int count() {
        return all.size();
    }

    /** At most so many stages a program has. */
    public static int most(Program program) {
        return program.nodes().size() + 2 + program.outputs().size();
    }

    /** By the id of a node: the stage that its evaluation is, or {@link StageTimes#NONE}. */
    int[] ofNodes() {
        return ofNode.clone();
    }

    public int state() {
        return streams;
    }

    public int log() {
        return streams + 1;
    }

    public int output(int index) {
        return streams + 2 + index;
    }
}
