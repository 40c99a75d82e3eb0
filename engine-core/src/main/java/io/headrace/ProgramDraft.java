package io.headrace;

import io.headrace.plan.CallSite;
import io.headrace.plan.Given;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.sink.ExactlyOnceSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A program while it is being written.
 *
 * <p><b>Threading:</b> guarded by its context.
 */
final class ProgramDraft {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Map<Path, Output> saved = new HashMap<>();

    Node add(Operator operator, List<Node> parents, long slideMillis) {
        Node node = new Node(nodes.size(), operator, parents, CallSite.here(), slideMillis);
        nodes.add(node);
        return node;
    }

    void addOutput(String word, Node node, Output.Body body) {
        outputs.add(new Output(outputs.size(), word, node, Objects.requireNonNull(body), CallSite.here()));
    }

    void addPairOutput(String word, Node node, Output.Body body) {
        outputs.add(Output.ofPairs(outputs.size(), word, node, Objects.requireNonNull(body), CallSite.here()));
    }

    /**
     * One that writes a directory for each batch, and replaces what it has written of a batch before.
     *
     * @param places what the directories are called, with a word in the place of the time
     */
    void addSaved(String word, Node node, Path places, Output.Body body) {
        Output output = Output.repeatable(outputs.size(), word, node, body, CallSite.here());
        Output other = saved.putIfAbsent(places.toAbsolutePath().normalize(), output);
        if (other != null)
            throw new IllegalArgumentException(word + " at " + output.site() + " would replace what " + other.word()
                    + " at " + other.site() + " writes, " + places + ": give one of them another prefix or suffix");
        outputs.add(output);
    }

    void addSink(String word, Node node, ExactlyOnceSink<Object> sink) {
        outputs.add(Output.to(Given.checked(sink, "sink"), outputs.size(), word, node, CallSite.here()));
    }

    Program program(String name, long batchMillis) {
        return new Program(name, batchMillis, nodes, outputs);
    }
}
