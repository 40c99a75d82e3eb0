package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Utf8;
import io.headrace.memory.codec.Utf8View;

/**
 * UTF-8 that takes the rest of a flat record: its last field. The length of the record tells how much that is.
 *
 * <p><b>Threading:</b> immutable.
 */
public record TextField(String name, int offset) implements FlatField {
    /** Aims the view at the text, and returns it. */
    public Utf8View get(long record, int recordLength, Utf8View into) {
        return into.wrap(record + offset, recordLength - offset);
    }

    /** A copy of the text. */
    public String get(long record, int recordLength) {
        return Utf8.decodeLeniently(record + offset, recordLength - offset);
    }

    /** Writes the text; answers the length that the whole record has then, or {@link Codec#NO_ROOM}. */
    public int put(long record, int capacity, CharSequence text) {
        if (capacity < offset) return Codec.NO_ROOM;
        int written = Utf8.encode(text, record + offset, capacity - offset);
        return written == Codec.NO_ROOM ? Codec.NO_ROOM : offset + written;
    }

    @Override
    public FlatType type() {
        return FlatType.TEXT;
    }

    @Override
    public int length() {
        return 0;
    }
}
