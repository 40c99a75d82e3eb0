package io.headrace;

import io.headrace.function.VoidFunction2;
import io.headrace.plan.CallSite;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.sink.ExactlyOnceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A program while it is being written.
 *
 * <p><b>Threading:</b> guarded by its context.
 */
final class ProgramDraft {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    Node add(Operator operator, List<Node> parents, long slideMillis) {
        Node node = new Node(nodes.size(), operator, parents, CallSite.here(), slideMillis);
        nodes.add(node);
        return node;
    }

    void addOutput(String word, Node node, VoidFunction2<Object, Long> body) {
        outputs.add(new Output(outputs.size(), word, node, Objects.requireNonNull(body), CallSite.here()));
    }

    /** One that replaces what it has written of a batch before. */
    void addRepeatable(String word, Node node, VoidFunction2<Object, Long> body) {
        outputs.add(Output.repeatable(outputs.size(), word, node, body, CallSite.here()));
    }

    void addSink(String word, Node node, ExactlyOnceSink<Object> sink) {
        outputs.add(Output.to(Objects.requireNonNull(sink, "sink"), outputs.size(), word, node, CallSite.here()));
    }

    Program program(String name, long batchMillis) {
        return new Program(name, batchMillis, nodes, outputs);
    }
}
