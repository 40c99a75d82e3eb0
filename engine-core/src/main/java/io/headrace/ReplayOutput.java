package io.headrace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one output of a program would have got in a {@link Replay}.
 *
 * <p><b>Threading:</b> immutable, as far as the rows are.
 *
 * @param id counts the outputs of the program in the order in which they were written
 * @param what the output, and where it was written
 * @param hasDataset whether the stream has data for this batch at all: those behind sliding windows do not for each
 * @param records how many there are
 * @param rows the first of them, in the order of the partitions
 */
public record ReplayOutput(int id, String what, boolean hasDataset, long records, List<@Nullable Object> rows) {
    public ReplayOutput {
        rows = Collections.unmodifiableList(new ArrayList<>(rows)); // they may be null
    }
}
