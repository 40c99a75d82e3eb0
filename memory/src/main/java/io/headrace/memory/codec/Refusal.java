package io.headrace.memory.codec;

import io.headrace.memory.CorruptDataException;

/**
 * The words with which codecs refuse: each names the codec, what was found, and what was expected.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Refusal {
    private Refusal() {}

    /** A null that the codec has no bytes for. */
    public static NullPointerException ofNull(Codec<?> codec) {
        return new NullPointerException("codec " + codec.name()
                + " has no bytes for null: wrap the value in Optional with Codecs.optional(...), or filter it"
                + " out before");
    }

    /** Bytes of a length that no value has. */
    public static CorruptDataException ofLength(Codec<?> codec, int found, String expected) {
        return corrupt(codec, found + " bytes", expected);
    }

    /** Bytes that no value is written as. */
    public static CorruptDataException corrupt(Codec<?> codec, String found, String expected) {
        return new CorruptDataException("codec " + codec.name() + " found " + found + ", expected " + expected);
    }
}
