package io.headrace.memory.codec.flat;

import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import java.nio.charset.StandardCharsets;

/**
 * ASCII text of at most {@code length} characters within a flat record, zeros behind it. The character NUL cannot be
 * part of it.
 *
 * <p><b>Threading:</b> immutable.
 */
public record AsciiField(String name, int offset, int length) implements FlatField {
    /** Aims the view at the text, without the zeros, and returns it. */
    public Utf8View get(long record, Utf8View into) {
        return aim(record + offset, length, into);
    }

    /** A copy of the text. */
    public String get(long record) {
        return copy(record + offset, length);
    }

    /**
     * Writes the text and the zeros behind it.
     *
     * @throws IllegalArgumentException when it is too long or not ASCII
     */
    public void put(long record, CharSequence text) {
        put(record + offset, length, text, name);
    }

    @Override
    public FlatType type() {
        return FlatType.ASCII;
    }

    /** For generated flyweights: see {@link #get(long, Utf8View)}. */
    public static Utf8View aim(long address, int length, Utf8View into) {
        return into.wrap(address, used(address, length));
    }

    /** For generated flyweights: see {@link #get(long)}. */
    public static String copy(long address, int length) {
        byte[] bytes = new byte[used(address, length)];
        RawMemory.copyToArray(address, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** For generated flyweights: see {@link #put(long, CharSequence)}. */
    public static void put(long address, int length, CharSequence text, String name) {
        int used = text.length();
        if (used > length) throw refusal(text, length, name);
        for (int i = 0; i < used; i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80) throw refusal(text, length, name);
            RawMemory.putByte(address + i, (byte) c);
        }
        for (int i = used; i < length; i++) RawMemory.putByte(address + i, (byte) 0);
    }

    private static IllegalArgumentException refusal(CharSequence text, int length, String name) {
        return new IllegalArgumentException("\"" + text + "\" (" + text.length()
                + " characters) does not fit the field " + name + ", which holds up to " + length
                + " ASCII characters other than NUL: shorten it, or declare the field longer");
    }

    private static int used(long address, int length) {
        int used = length;
        while (used > 0 && RawMemory.getByte(address + used - 1) == 0) used--;
        return used;
    }

    /** Whether the bytes are such as {@link #put} writes. */
    boolean isSound(long record) {
        int used = used(record + offset, length);
        for (int i = 0; i < used; i++) {
            if (RawMemory.getByte(record + offset + i) <= 0) return false;
        }
        return true;
    }
}
