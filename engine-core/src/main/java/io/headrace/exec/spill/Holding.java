package io.headrace.exec.spill;

import io.headrace.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one stream are held, batch after batch.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param level that the user wants; null: on the heap first
 * @param beyond where they go when the heap has no more room
 * @param name of the stream, for messages
 */
public record Holding(SpillSpace space, @Nullable StorageLevel level, Placing beyond, RowForm form, String name) {
    /** For the rows of a partition. */
    public HeldRows newRows(SpillScope scope) {
        return level == null ? HeldRows.onHeapFirst(beyond, scope, form, name) : HeldRows.at(level, scope, form, name);
    }

    /** For the rows of a partition that outlive their batch. */
    public HeldRows newLasting(SpillScope scope) {
        return level == null ? HeldRows.lasting(beyond, scope, form, name) : HeldRows.at(level, scope, form, name);
    }

    /** The same rows, kept as if nobody had said anything. */
    public Holding withoutLevel() {
        return new Holding(space, null, beyond, form, name);
    }

    /** What all rows go through that outgrow the heap on their way, whatever the level. */
    public HeldRows newPassing(SpillScope scope) {
        return HeldRows.onHeapFirst(Placing.DISK, scope, form, name);
    }
}
