package io.headrace.memory.codec.object;

import io.headrace.memory.CorruptDataException;

/**
 * Small numbers for the names of types, so that stored values name their type without its name in each of them.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface TypeDictionary {
    /** The number of the name. A new name is entered, and known to the log, before this returns. */
    int idOf(String name);

    /**
     * The name of the number.
     *
     * @throws CorruptDataException for a number without a name
     */
    String nameOf(int id);
}
