package io.headrace.source;

import io.headrace.memory.codec.flat.FlatLayout;
import java.io.Serializable;

/**
 * Whether a record of a stream can have this length.
 *
 * <p><b>Threading:</b> the receiver's thread.
 */
@FunctionalInterface
public interface LengthCheck extends Serializable {
    boolean accepts(int length);

    /** All records have this one. */
    static LengthCheck exactly(int length) {
        return found -> found == length;
    }

    /** The records are flat ones of this layout. */
    static LengthCheck of(FlatLayout layout) {
        int fixed = layout.fixedLength();
        return layout.hasTrailingText() ? found -> found >= fixed : exactly(fixed);
    }
}
