package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import io.headrace.plan.StableNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/**
 * The numbers that inputs and streams that remember have in the journal: those they had at earlier starts, found by their stable names.
 * What the journal has and the program has not is refused by name, for nobody would go on with it.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class StableIds {
    private final JournalTypes types;
    private final StableNames names;
    private final String otherwise;

    StableIds(Program program, JournalTypes types) {
        this(program, types, "begin with an empty directory");
    }

    /** @param otherwise what else helps a program that lacks something, in words */
    StableIds(Program program, JournalTypes types, String otherwise) {
        this.types = types;
        this.otherwise = otherwise;
        this.names = StableNames.of(program);
    }

    /** The program's inputs by their stream ids. */
    List<Node> inputs(Program program, HintedCodecs codecs) {
        Map<Node, Integer> ids = new HashMap<>();
        Set<String> here = new TreeSet<>();
        for (Node node : Reached.inputs(program)) {
            String name = uniqueName(node, here);
            here.add(name);
            ids.put(node, number(node, () -> types.input(name, node.operator().word(), codecs.idOfInput(node))));
        }
        refuseMissing("input", types.inputs(), here);
        List<Node> inputs = new ArrayList<>(ids.keySet());
        inputs.sort(Comparator.comparing(ids::get));
        return inputs;
    }

    /** Without a directory two inputs may be alike; they are told apart by the order in which they were written. */
    private String uniqueName(Node node, Set<String> taken) {
        String name = names.of(node);
        String unique = name;
        for (int i = 2; taken.contains(unique); i++) unique = name + "-" + i;
        return unique;
    }

    /** The numbers of the streams that remember. */
    Map<Node, Integer> operators(List<StatefulEvaluator> stateful) {
        Map<Node, Integer> numbers = new HashMap<>();
        Set<String> here = new TreeSet<>();
        for (StatefulEvaluator evaluator : stateful) {
            Node node = evaluator.node();
            String name = uniqueName(node, here);
            here.add(name);
            List<String> kept = List.of(evaluator.codecs());
            numbers.put(
                    node,
                    number(node, () -> types.operator(name, node.operator().word(), kept)));
        }
        refuseMissing("stateful stream", types.operators(), here);
        return numbers;
    }

    private static int number(Node node, IntSupplier known) {
        try {
            return known.getAsInt();
        } catch (IllegalStateException e) {
            throw new StreamingException(node.describe() + " is not what it was: " + e.getMessage(), e);
        }
    }

    private void refuseMissing(String what, List<DictionaryEntry> stored, Set<String> here) {
        for (DictionaryEntry entry : stored) {
            if (here.contains(entry.name())) continue;
            throw new StreamingException("the directory has the " + what + " \"" + entry.name() + "\" (" + entry.word()
                    + "), and the program has not; it has " + here
                    + ": give the one that goes on with it that name with"
                    + " .name(\"" + entry.name() + "\"), or " + otherwise);
        }
    }
}
