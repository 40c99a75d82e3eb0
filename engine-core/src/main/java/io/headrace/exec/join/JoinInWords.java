package io.headrace.exec.join;

import io.headrace.memory.codec.Utf8View;
import io.headrace.plan.Node;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a join says when it cannot go on.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param rows how many records its window has
 * @param memory in words
 */
record JoinInWords(Node node, LongSupplier rows, Object memory) {
    /** A record that is not what the plan, or the program, says. */
    IllegalArgumentException otherKind(@Nullable Object row, Class<?> wanted) {
        String found = row == null ? "null" : row.getClass().getName();
        return new IllegalArgumentException("a record of it is " + found + ", and the join keeps records of "
                + (wanted == Utf8View.class ? "texts" : wanted.getName())
                + ": say of which views they are, with FlatJoin.left(views) or right(views)");
    }

    IllegalStateException tooLong(long bytes, int most) {
        return new IllegalStateException("a record and its key take " + bytes + " bytes, more than " + most
                + "; make blocks larger (headrace.block.bytes), or records shorter");
    }

    IllegalStateException full() {
        return new IllegalStateException(
                node.describe() + " has " + rows.getAsLong()
                        + " records in its window, and no memory for more: " + memory
                        + "; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process), or make the window shorter");
    }

    IllegalStateException noRoomForResults() {
        return new IllegalStateException("there is no memory in the budget for another result of the batch; raise"
                + " headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process)");
    }

    IllegalStateException addedLate() {
        return new IllegalStateException(node.describe()
                + ": a result was added after the call that its outlet was given to; add it inside that call");
    }
}
