package io.headrace.exec.eval;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;

/**
 * An entry of a delta that says something of one key. Whoever merges entries compares keys by their bytes, so equal keys must have equal
 * bytes.
 *
 * <pre>
 *          +------------+-----+-----------+
 *   entry  | key length | key | value ... |
 *          +------------+-----+-----------+
 *          0            4
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
public final class KeyedEntry {
    /** In front of the key. */
    public static final int KEY = 4;

    private KeyedEntry() {}

    /**
     * The length of an entry's key, which is known to lie within the entry.
     *
     * @param stream in messages
     */
    public static int keyLength(long address, int length, String stream) {
        int keyLength = length < KEY ? -1 : RawMemory.getInt(address);
        if (keyLength < 0 || keyLength > length - KEY)
            throw new CorruptDataException(
                    stream + ": a state's entry of " + length + " bytes has a key of " + keyLength);
        return keyLength;
    }
}
