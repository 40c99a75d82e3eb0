package io.headrace.exec.join;

/**
 * What one batch brought to a join.
 *
 * <p><b>Threading:</b> as {@link JoinSideRows}.
 */
final class JoinPane {
    final JoinSideRows left;
    final JoinSideRows right;
    long tick;

    JoinPane(JoinSideRows left, JoinSideRows right) {
        this.left = left;
        this.right = right;
    }

    long rows() {
        return left.rows() + right.rows();
    }

    void clear() {
        left.clear();
        right.clear();
    }
}
