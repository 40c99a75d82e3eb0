package io.headrace.exec.fold;

import io.headrace.memory.codec.Utf8View;

/**
 * Goes through keys and their numbers, without garbage. It can be kept and rewound as long as the result is not released.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public abstract class FoldCursor {
    /** Goes back to before the first key. */
    public abstract FoldCursor rewind();

    /** Steps to the next key; false when there is none. */
    public abstract boolean next();

    /** Where the bytes of a text key lie. */
    public long keyAddress() {
        throw new UnsupportedOperationException("the keys are longs");
    }

    public int keyLength() {
        throw new UnsupportedOperationException("the keys are longs");
    }

    /** The probe hash of a text key, to be handed on to the next table. */
    public long hash() {
        throw new UnsupportedOperationException("the keys are longs");
    }

    /** A key that is a long. */
    public long longKey() {
        throw new UnsupportedOperationException("the keys are texts");
    }

    /** The key's number: a long, or the bits of a double. */
    public abstract long bits();

    /** Aims the view at a text key, and returns it. */
    public final Utf8View text(Utf8View into) {
        return into.wrap(keyAddress(), keyLength());
    }
}
