package io.headrace.plan;

/**
 * What is known of the types of a stream's elements: what was hinted on it, or else on the nearest stream above that has the same
 * elements.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class ElementTypes {
    private ElementTypes() {}

    public static TypeHints of(Node node) {
        Node at = node;
        while (at.types().isEmpty() && hasElementsOfItsParent(at.operator())) at = at.parent();
        return at.operator() instanceof Operator.MapWithState
                ? TypeHints.NONE
                : at.types(); // those are of its keys and states
    }

    /** As {@link #of}; where nothing was hinted for a keyed stream, its keys are those of its parent. */
    public static TypeHints ofKeyed(Node node) {
        if (!node.types().isEmpty()) return node.types();
        TypeHints above = of(node.parent());
        return above.isOfPairs() ? above.keysOnly() : TypeHints.NONE;
    }

    private static boolean hasElementsOfItsParent(Operator operator) {
        return operator instanceof Operator.Filter
                || operator instanceof Operator.Window
                || operator instanceof Operator.Repartition
                || operator instanceof Operator.Union;
    }
}
