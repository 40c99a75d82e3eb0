package io.headrace.plan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the program: an operator and the streams it reads.
 *
 * <p><b>Threading:</b> built and named by one thread, read by any after the context has started.
 */
public final class Node {
    private final int id;
    private final Operator operator;
    private final List<Node> parents;
    private final CallSite site;
    private final long slideMillis;
    private @Nullable String name;
    private TypeHints types = TypeHints.NONE;
    private InputFlow flow = InputFlow.NONE;
    private @Nullable Persistence persistence;
    private @Nullable Node whole;
    private @Nullable Duration checkpointInterval;

    /**
     * @param id counts the nodes of a program in the order in which they were written
     * @param slideMillis the stream has a dataset at multiples of this after the zero time
     */
    public Node(int id, Operator operator, List<Node> parents, CallSite site, long slideMillis) {
        this.id = id;
        this.operator = operator;
        this.parents = List.copyOf(parents);
        this.site = site;
        this.slideMillis = slideMillis;
    }

    public int id() {
        return id;
    }

    public Operator operator() {
        return operator;
    }

    public List<Node> parents() {
        return parents;
    }

    public Node parent() {
        return parents.get(0);
    }

    public CallSite site() {
        return site;
    }

    public long slideMillis() {
        return slideMillis;
    }

    /** The name that the user gave, or null. */
    public @Nullable String givenName() {
        return name;
    }

    public void name(String given) {
        if (given.isBlank()) throw new IllegalArgumentException("a stream's name is blank at " + site);
        name = given;
    }

    /** The operation that this is a part of, whose result has the name; null for one that the user wrote as such. */
    public @Nullable Node whole() {
        return whole;
    }

    /** Makes this a part of the operation whose result that node is. */
    public void partOf(Node result) {
        whole = result;
    }

    public TypeHints types() {
        return types;
    }

    public void types(TypeHints hints) {
        types = Objects.requireNonNull(hints);
    }

    /** Of an input: what the program says of its flow. */
    public InputFlow flow() {
        return flow;
    }

    public void flow(InputFlow said) {
        flow = said;
    }

    public @Nullable Persistence persistence() {
        return persistence;
    }

    public void persist(Persistence wanted) {
        persistence = wanted;
    }

    /** How often the user wants checkpoints of this stream, or null. */
    public @Nullable Duration checkpointInterval() {
        return checkpointInterval;
    }

    public void checkpointEvery(Duration interval) {
        checkpointInterval = interval;
    }

    /** {@code map at WordCount.main (WordCount.java:12)}, with the user's name in front if there is one. */
    public String describe() {
        return (name == null ? "" : "\"" + name + "\", ") + operator.word() + " at " + site;
    }

    @Override
    public String toString() {
        return "#" + id + " " + describe();
    }
}
