package io.headrace.plan;

import java.util.List;

/**
 * A whole program: every stream that was written, in order, and what is done with them.
 *
 * <p><b>Threading:</b> immutable once the context has started.
 *
 * @param nodes parents come before their children
 */
public record Program(String name, long batchMillis, List<Node> nodes, List<Output> outputs) {
    public Program {
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }
}
