package io.headrace.exec.spill;

import io.headrace.memory.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a bin become bytes, and rows again. The bytes are read by the process that wrote them, and by no other.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface RowForm {
    /** The length, or {@link Codec#NO_ROOM}. */
    int encode(@Nullable Object row, long address, int capacity);

    @Nullable
    Object decode(long address, int length);
}
