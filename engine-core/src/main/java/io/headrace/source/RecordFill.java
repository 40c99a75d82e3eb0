package io.headrace.source;

import java.io.Serializable;

/**
 * Writes the record of a number.
 *
 * <p><b>Threading:</b> the receiver's thread.
 */
@FunctionalInterface
public interface RecordFill extends Serializable {
    /** Writes record {@code number} to {@code [address, address+capacity)}, and answers its length. */
    int fill(long number, long address, int capacity);
}
