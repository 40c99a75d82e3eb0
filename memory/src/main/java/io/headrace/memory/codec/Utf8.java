package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text as bytes, by address. Well-formed text is plain UTF-8.
 *
 * <p>A Java string may also hold an unpaired surrogate, cut from a pair by a careless {@code substring}. It is kept, as
 * the three bytes that its number would have (the "generalised" UTF-8), so that unequal strings never get equal bytes
 * and such a string neither stops a program nor comes back as another. Other readers of the bytes see ill-formed UTF-8
 * there: {@link #isValid} tells. Text is ordered by its unsigned bytes, which is the order of its code points.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Utf8 {
    private static final int ILL_FORMED = -1;
    private static final int CONTINUATION = 0x80;

    private Utf8() {}

    /** Encodes the text; answers the bytes written, or {@link Codec#NO_ROOM}. */
    public static int encode(CharSequence text, long address, int capacity) {
        int length = text.length();
        if (length > capacity) return Codec.NO_ROOM; // no char takes less than a byte
        int i = 0;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) return encodeFrom(text, i, address, capacity);
            RawMemory.putByte(address + i, (byte) c);
        }
        return length;
    }

    private static int encodeFrom(CharSequence text, int start, long address, int capacity) {
        int at = start;
        for (int i = start; i < text.length(); i++) {
            int point = Character.codePointAt(text, i);
            int size = size(point);
            if (size > capacity - at) return Codec.NO_ROOM;
            put(point, size, address + at);
            at += size;
            if (size == 4) i++;
        }
        return at;
    }

    private static void put(int point, int size, long address) {
        if (size == 1) {
            RawMemory.putByte(address, (byte) point);
            return;
        }
        int rest = point;
        for (int i = size - 1; i > 0; i--, rest >>>= 6)
            RawMemory.putByte(address + i, (byte) (CONTINUATION | (rest & 0x3f)));
        RawMemory.putByte(address, (byte) (((0xf00 >>> size) & 0xff) | rest));
    }

    /** How many bytes {@link #encode} writes for the text. */
    public static int lengthOf(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            int size = size(Character.codePointAt(text, i));
            bytes += size;
            if (size == 4) i++;
        }
        return bytes;
    }

    /** The text that {@link #encode} gave these bytes for, or null when it gives them for none. */
    public static @Nullable String decode(long address, int length) {
        if (isAscii(address, length)) return new String(bytes(address, length), StandardCharsets.ISO_8859_1);
        if (isValid(address, length)) return new String(bytes(address, length), StandardCharsets.UTF_8);
        return firstIllFormed(address, length, true) < 0 ? decodeGeneralised(address, length) : null;
    }

    /** As {@link #decode}; bytes that are no text at all become U+FFFD as the JDK has it. */
    public static String decodeLeniently(long address, int length) {
        String text = decode(address, length);
        return text != null ? text : new String(bytes(address, length), StandardCharsets.UTF_8);
    }

    private static String decodeGeneralised(long address, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int at = 0; at < length; ) {
            int point = codePointAt(address + at, length - at);
            text.appendCodePoint(point);
            at += size(point);
        }
        return text.toString();
    }

    private static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        return bytes;
    }

    /** Whether the bytes are well-formed UTF-8: nothing overlong, no surrogate, nothing above U+10FFFF, nothing cut. */
    public static boolean isValid(long address, int length) {
        return firstIllFormed(address, length, false) < 0;
    }

    /** Whether the bytes are such as {@link #encode} writes: valid, but for unpaired surrogates. */
    public static boolean isEncoded(long address, int length) {
        return firstIllFormed(address, length, true) < 0;
    }

    /** Whether all bytes are below 0x80. */
    public static boolean isAscii(long address, int length) {
        int at = 0;
        for (; at <= length - 8; at += 8) {
            if ((RawMemory.getLong(address + at) & Swar.HIGH_BITS) != 0) return false;
        }
        return (Swar.load(address + at, length - at) & Swar.HIGH_BITS) == 0;
    }

    /** The offset of the first byte that begins no character, or -1; unpaired surrogates are allowed on request. */
    static int firstIllFormed(long address, int length, boolean unpairedSurrogates) {
        int before = 0;
        for (int at = 0; at < length; ) {
            if (length - at >= 8 && (RawMemory.getLong(address + at) & Swar.HIGH_BITS) == 0) {
                at += 8;
                before = 0;
                continue;
            }
            int point = codePointAt(address + at, length - at);
            if (point == ILL_FORMED) return at;
            if (isSurrogate(point) && (!unpairedSurrogates || (isHigh(before) && !isHigh(point)))) return at;
            before = point;
            at += size(point);
        }
        return -1;
    }

    /** The character, surrogates included, that begins at the address, or -1; {@code available} is at least 1. */
    static int codePointAt(long address, int available) {
        int lead = RawMemory.getByte(address) & 0xff;
        if (lead < 0x80) return lead;
        int size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (lead < 0xc2 || lead > 0xf4 || size > available) return ILL_FORMED;
        int point = lead & (0x7f >>> size);
        for (int i = 1; i < size; i++) {
            int next = RawMemory.getByte(address + i);
            if ((next & 0xc0) != CONTINUATION) return ILL_FORMED;
            point = point << 6 | (next & 0x3f);
        }
        return point > Character.MAX_CODE_POINT || size(point) != size ? ILL_FORMED : point;
    }

    static int size(int point) {
        if (point < 0x80) return 1;
        if (point < 0x800) return 2;
        return point < 0x10000 ? 3 : 4;
    }

    /**
     * How many bytes at the front of {@code [address, address+available)} are the text, or -1 when they begin otherwise.
     * Allocates nothing.
     */
    static int prefixLength(long address, int available, CharSequence text) {
        int length = text.length();
        if (length > available) return -1;
        int at = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (at == available || RawMemory.getByte(address + at) != c) return -1;
                at++;
                continue;
            }
            int point = Character.codePointAt(text, i);
            if (at == available || codePointAt(address + at, available - at) != point) return -1;
            at += size(point);
            if (point >= 0x10000) i++;
        }
        return at;
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static boolean isHigh(int point) {
        return point >= Character.MIN_HIGH_SURROGATE && point <= Character.MAX_HIGH_SURROGATE;
    }
}
