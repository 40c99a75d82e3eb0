package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.StateForm;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of one operator are folded: what their kinds mean, and how far they have come.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class OperatorFold {
    private static final int KINDS = 1 << Byte.SIZE;

    /** In messages. */
    final String name;

    private final int number;
    private final StateForm form;
    private final EntryKind.@Nullable Role[] roles = new EntryKind.Role[KINDS];
    private long lastTick = -1;
    private int panes;

    OperatorFold(int number, StateForm form) {
        this.number = number;
        this.form = form;
        name = "operator " + number;
        for (EntryKind kind : form.kinds()) roles[kind.kind() & 0xff] = kind.role();
    }

    boolean is(int operator) {
        return number == operator;
    }

    EntryKind.Role role(byte kind) {
        EntryKind.Role role = roles[kind & 0xff];
        if (role != null) return role;
        throw new IllegalStateException(
                name + " has written an entry of kind " + kind + ", and says of itself that it writes " + form);
    }

    /** The entries of another batch follow. */
    void beginBatch() {
        panes = 0;
    }

    /** Which pane of its batch the next one is, from 0. */
    int nextPane() {
        return panes;
    }

    void tookPane() {
        panes++;
    }

    void changedAt(long tick) {
        lastTick = tick;
    }

    /** The tick of the last batch that changed something; -1 for none. */
    long lastTick() {
        return lastTick;
    }
}
