package io.headrace.memory.codec.flat;

import java.util.Locale;

/**
 * A field of a {@link FlatLayout}: a name at an offset. The accessors of each kind take the address of the record, check
 * nothing, allocate nothing unless they say so, and hold no state.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface FlatField
        permits LongField,
                IntField,
                ShortField,
                ByteField,
                DoubleField,
                FloatField,
                BooleanField,
                AsciiField,
                BytesField,
                TextField {
    String name();

    /** Where the field begins, counted from the begin of the record. */
    int offset();

    FlatType type();

    /** The bytes it takes; 0 for the text that takes what is left. */
    int length();

    /** The field as part of a layout's signature: {@code long time}, {@code ascii8 symbol}. */
    default String signature() {
        String kind = type().name().toLowerCase(Locale.ROOT);
        return (type() == FlatType.ASCII || type() == FlatType.BYTES ? kind + length() : kind) + " " + name();
    }
}
