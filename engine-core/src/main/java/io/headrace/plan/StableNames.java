package io.headrace.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names under which what a stream keeps is found again after a restart: the user's; for a part of an operation that has a name, that and
 * the part's kind ({@code clicks/window} in {@code groupByKeyAndWindow(…).name("clicks")}); or else a hash of what the stream is: the names of
 * the streams it reads, its kind, its source, and the types that were hinted. Neither the functions nor the lengths of windows count, so that
 * both may change.
 *
 * <p>Only where two streams of a program that keep something would have one name that way, such as windows of two lengths over one stream, all of
 * them are told apart by their {@linkplain Parameters parameters} too, and by those of the streams they read.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class StableNames {
    private static final int HASH_BYTES = 8;

    private final Map<Node, String> names = new HashMap<>();
    private final Map<Node, String> detailed = new HashMap<>();

    private StableNames() {}

    /** The names of everything that runs. */
    public static StableNames of(Program program) {
        StableNames names = new StableNames();
        Map<Node, Integer> depths = new HashMap<>();
        Map<Integer, List<Node>> byDepth = new TreeMap<>();
        for (Node node : Reached.nodes(program)) {
            int depth = node.parents().stream().mapToInt(depths::get).max().orElse(0) + 1;
            depths.put(node, depth);
            byDepth.computeIfAbsent(depth, d -> new ArrayList<>()).add(node);
        }
        // Streams alike are equally far from their inputs, and names are made of the parents' names.
        byDepth.values().forEach(names::name);
        return names;
    }

    private void name(List<Node> equallyDeep) {
        for (Node node : equallyDeep) {
            names.put(node, nameOf(node, names, List.of()));
            detailed.put(node, nameOf(node, detailed, Parameters.of(node.operator())));
        }
        equallyDeep.stream()
                .filter(node -> said(node) == null && node.operator() instanceof Operator.Stateful)
                .collect(Collectors.groupingBy(this::of))
                .values()
                .stream()
                .filter(alike -> alike.size() > 1)
                .flatMap(List::stream)
                .forEach(node -> names.put(node, Objects.requireNonNull(detailed.get(node))));
    }

    /** What the user says, of the stream or of the operation that it is a part of; or null. */
    private static @Nullable String said(Node node) {
        String given = node.givenName();
        if (given != null) return given;
        Node whole = node.whole();
        if (whole == null || whole.givenName() == null) return null;
        return whole.givenName() + "/" + node.operator().word();
    }

    private static String nameOf(Node node, Map<Node, String> ofParents, List<String> parameters) {
        String said = said(node);
        if (said != null) return said;
        String kind = node.operator().getClass().getSimpleName();
        StringBuilder structure = new StringBuilder(kind);
        if (node.operator() instanceof Operator.Input input)
            part(structure, input.spec().label());
        for (Class<?> type : node.types().classes()) part(structure, type.getName());
        if (!parameters.isEmpty()) structure.append("\nwith");
        for (String parameter : parameters) part(structure, parameter);
        structure.append("\nof");
        for (Node parent : node.parents()) part(structure, Objects.requireNonNull(ofParents.get(parent)));
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
