package io.headrace.exec.rdd;

/**
 * How rows come about, in words: each under what is made of it.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Tree {
    private Tree() {}

    static String of(Rows rows) {
        StringBuilder text = new StringBuilder();
        add(text, rows, 0);
        return text.toString();
    }

    private static void add(StringBuilder text, Rows rows, int depth) {
        if (depth > 0) text.append(System.lineSeparator());
        text.append("  ".repeat(depth))
                .append('(')
                .append(rows.partitions())
                .append(") ")
                .append(rows.word());
        if (rows.name() != null) text.append(" \"").append(rows.name()).append('"');
        for (Rows parent : rows.parents()) add(text, parent, depth + 1);
    }
}
