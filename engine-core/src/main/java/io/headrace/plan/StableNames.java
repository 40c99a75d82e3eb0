package io.headrace.plan;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The names under which what a stream keeps is found again after a restart: the user's; for a part of an operation that has a name, that and
 * the part's kind ({@code clicks/window} in {@code groupByKeyAndWindow(…).name("clicks")}); or else a hash of what the stream is: the names of
 * the streams it reads, its kind, its source, and the types that were hinted. Neither the functions nor the lengths of windows count.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class StableNames {
    private static final int HASH_BYTES = 8;

    private final Map<Node, String> names;

    private StableNames(Map<Node, String> names) {
        this.names = names;
    }

    /** The names of everything that runs. */
    public static StableNames of(Program program) {
        Map<Node, String> names = new HashMap<>();
        for (Node node : Reached.nodes(program)) names.put(node, nameOf(node, names));
        return new StableNames(names);
    }

    private static String nameOf(Node node, Map<Node, String> names) {
        String given = node.givenName();
        if (given != null) return given;
        Node whole = node.whole();
        if (whole != null && whole.givenName() != null)
            return whole.givenName() + "/" + node.operator().word();
        String kind = node.operator().getClass().getSimpleName();
        StringBuilder structure = new StringBuilder(kind);
        if (node.operator() instanceof Operator.Input input)
            part(structure, input.spec().label());
        for (Class<?> type : node.types().classes()) part(structure, type.getName());
        structure.append("\nof");
        for (Node parent : node.parents()) part(structure, Objects.requireNonNull(names.get(parent)));
        return kind.toLowerCase(Locale.ROOT) + "-" + hash(structure.toString());
    }

    private static void part(StringBuilder structure, String part) {
        structure.append('\n').append(part);
    }

    private static String hash(String text) {
        byte[] digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    }

    /** The name of a node that runs. */
    public String of(Node node) {
        String name = names.get(node);
        if (name == null) throw new IllegalArgumentException(node + " does not run: no output depends on it");
        return name;
    }

    /**
     * Refuses what could not be told apart.
     *
     * @param durable whether anything is stored: then two unnamed inputs or stateful operators alike are refused too
     */
    public void check(boolean durable) {
        Map<String, List<Node>> byName = names.keySet().stream()
                .filter(node -> node.givenName() != null || keepsSomething(node))
                .sorted(Comparator.comparingInt(Node::id))
                .collect(Collectors.groupingBy(this::of));
        byName.values().stream()
                .filter(nodes -> nodes.size() > 1)
                .min(Comparator.comparingInt(nodes -> nodes.get(0).id()))
                .ifPresent(nodes -> refuse(nodes.get(0), nodes.get(1), durable));
    }

    private static boolean keepsSomething(Node node) {
        return node.operator() instanceof Operator.Input || node.operator() instanceof Operator.Stateful;
    }

    private static void refuse(Node first, Node second, boolean durable) {
        if (first.givenName() != null || second.givenName() != null)
            throw new PlanException("two streams have the name \"" + first.givenName() + "\": " + first.describe()
                    + " and " + second.describe() + "; names tell streams apart, give each its own");
        if (durable)
            throw new PlanException("two streams cannot be told apart after a restart: " + first.describe() + " and "
                    + second.describe() + "; give each a name with .name(\"…\")");
    }
}
