package io.headrace.memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of a short {@link String} as two longs, its first eight characters and its last eight: such strings are equal when their lengths, heads
 * and tails are. Reading and comparing them takes no loop, of which the processor would guess the end wrong for each word that is longer
 * or shorter than the one before. Short are strings of 1 to {@value #LONGEST} characters that all are Latin-1, as the JDK keeps these in a byte each.
 *
 * <pre>
 *   "a headrace"    head  a _ h e a d r a         "race"    head  r a c e 0 0 0 0
 *                   tail  h e a d r a c e                   tail  r a c e 0 0 0 0
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
public final class ShortText {
    public static final int LONGEST = 15;

    private static final long K0 = 0x9E3779B97F4A7C15L;
    private static final long K1 = 0xD6E8FEB86659FD93L;
    private static final byte LATIN_1 = 0;

    private static final long VALUE = offset("value");
    private static final long CODER = offset("coder");

    /** False in a JVM whose strings are kept in another way, or that is told to keep all of them in two bytes a character. */
    private static final boolean READABLE = VALUE >= 0 && CODER >= 0 && areReadable();

    private ShortText() {}

    /** The characters of a short string, which must not be written to; null for everything else. */
    public static byte @Nullable [] of(@Nullable Object object) {
        if (!READABLE || !(object instanceof String string)) return null;
        byte[] text = (byte[]) RawMemory.getField(string, VALUE);
        boolean isShort = text.length > 0 && text.length <= LONGEST;
        return isShort && RawMemory.getByteField(string, CODER) == LATIN_1 ? text : null;
    }

    /** The first eight characters of a short text, the first one lowest; 0 where there are fewer. */
    public static long head(byte[] text) {
        return RawMemory.getLong(text, Math.min(0, text.length - Long.BYTES)) >>> absent(text);
    }

    /** The last eight; of a text that has no more the same as its head. */
    public static long tail(byte[] text) {
        return RawMemory.getLong(text, text.length - Long.BYTES) >>> absent(text);
    }

    /** How many bits were read before the first character. */
    private static int absent(byte[] text) {
        return Math.max(0, Long.BYTES - text.length) << 3;
    }

    /** A hash for tables, of another seed in each process. */
    public static int hash(long head, long tail) {
        long hash = (head ^ Hash.PROBE_SEED) * K0;
        hash = ((hash ^ (hash >>> Integer.SIZE)) + tail) * K1;
        return (int) (hash >>> Integer.SIZE);
    }

    private static long offset(String field) {
        try {
            return RawMemory.offsetOf(String.class.getDeclaredField(field));
        } catch (NoSuchFieldException | RuntimeException e) {
            return -1;
        }
    }

    private static boolean areReadable() {
        String narrow = "a \u00fc";
        return RawMemory.getField(narrow, VALUE) instanceof byte[] text
                && Arrays.equals(text, narrow.getBytes(StandardCharsets.ISO_8859_1))
                && RawMemory.getByteField(narrow, CODER) == LATIN_1
                && RawMemory.getByteField("\u20ac", CODER) != LATIN_1;
    }
}
