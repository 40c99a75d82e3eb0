package io.headrace.memory.codec;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Text in place: a reusable window on UTF-8 bytes, without a {@code String}. Nothing here allocates, except {@link
 * #toString}, {@link #toByteArray} and what says so.
 *
 * <p>A view is valid during the call that it is given to, and shows another text afterwards. So it is never stored:
 * {@code toString()} or {@link #copyTo} keep the text. For the same reason {@code equals} and {@code hashCode} are
 * those of the object, not of the text: use {@link #contentEquals} and {@link #hash64}. {@link ViewPoison} finds views
 * that were kept.
 *
 * <p>The bytes may be any: what assumes well-formed text says so. Offsets count bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class Utf8View {
    private static final int WORD = 8;

    private final @Nullable ViewPoison poison = ViewPoison.forView();
    private long address;
    private int length;

    /** Aims at {@code [address, address+length)}. */
    public Utf8View wrap(long address, int length) {
        if (length < 0) throw new IndexOutOfBoundsException("negative length " + length);
        if (ViewPoison.ON) ViewPoison.aimed(poison);
        this.address = address;
        this.length = length;
        return this;
    }

    /** Aims at nothing: an empty text. */
    public Utf8View unwrap() {
        return wrap(0, 0);
    }

    /** Ends what the view may be used for, for whoever gave it to user code; does nothing unless poisoning is on. */
    public void expire() {
        if (ViewPoison.ON) ViewPoison.expire(poison);
    }

    /** The view for the next record: this one, or a new one under poisoning. */
    public Utf8View renewed() {
        return ViewPoison.ON ? new Utf8View() : this;
    }

    /** Where the bytes begin; meaningless when the text is empty. */
    public long address() {
        if (ViewPoison.ON) ViewPoison.check(poison);
        return address;
    }

    /** The number of bytes. */
    public int length() {
        if (ViewPoison.ON) ViewPoison.check(poison);
        return length;
    }

    public boolean isEmpty() {
        return length() == 0;
    }

    public byte byteAt(int index) {
        return RawMemory.getByte(address() + Objects.checkIndex(index, length));
    }

    /** Whether both show the same bytes. */
    public boolean contentEquals(Utf8View other) {
        return length() == other.length() && RawMemory.equal(address, other.address, length);
    }

    /** Whether the text is this one; fastest for ASCII. */
    public boolean contentEquals(CharSequence text) {
        return Utf8.prefixLength(address(), length, text) == length;
    }

    /** As {@link #contentEquals(Utf8View)}, with {@code A-Z} and {@code a-z} taken as the same. */
    public boolean contentEqualsIgnoreAsciiCase(Utf8View other) {
        if (length() != other.length()) return false;
        for (int i = 0; i < length; i++) {
            if (lower(RawMemory.getByte(address + i)) != lower(RawMemory.getByte(other.address + i))) return false;
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /** Negative, zero or positive in the order of the code points, which is that of the unsigned bytes. */
    @SuppressWarnings(
            "MissingImplementsComparable") // Comparable promises an order that agrees with equals; this has none
    public int compareTo(Utf8View other) {
        return RawMemory.compare(address(), length, other.address(), other.length);
    }

    /** The hash of the bytes: {@link Hash#of}. */
    public long hash64(long seed) {
        return Hash.of(address(), length, seed);
    }

    public boolean startsWith(Utf8View prefix) {
        return prefix.length() <= length() && RawMemory.equal(address, prefix.address, prefix.length);
    }

    public boolean startsWith(CharSequence prefix) {
        return Utf8.prefixLength(address(), length, prefix) >= 0;
    }

    public boolean endsWith(Utf8View suffix) {
        int at = length() - suffix.length();
        return at >= 0 && RawMemory.equal(address + at, suffix.address, suffix.length);
    }

    public boolean endsWith(CharSequence suffix) {
        int bytes = Utf8.lengthOf(suffix);
        int at = length() - bytes;
        return at >= 0 && Utf8.prefixLength(address + at, bytes, suffix) == bytes;
    }

    public boolean contains(Utf8View text) {
        return indexOf(text, 0) >= 0;
    }

    public boolean contains(CharSequence text) {
        return indexOf(text, 0) >= 0;
    }

    /** The offset of the first such byte at or after {@code from}, or -1. */
    public int indexOf(byte value, int from) {
        return Swar.indexOf(address(), Math.max(from, 0), length, value);
    }

    /** The offset of the first such text at or after {@code from}, or -1. */
    public int indexOf(Utf8View text, int from) {
        int wanted = text.length();
        int last = length() - wanted;
        int at = Math.max(from, 0);
        if (wanted == 0) return at <= last ? at : -1;
        byte first = RawMemory.getByte(text.address);
        for (; at <= last; at++) {
            at = Swar.indexOf(address, at, last + 1, first);
            if (at < 0) return -1;
            if (RawMemory.equal(address + at, text.address, wanted)) return at;
        }
        return -1;
    }

    /** The offset of the first such text at or after {@code from}, or -1. */
    public int indexOf(CharSequence text, int from) {
        int last = length() - Utf8.lengthOf(text);
        boolean ascii = !text.isEmpty() && text.charAt(0) < 0x80;
        for (int at = Math.max(from, 0); at <= last; at++) {
            if (ascii) at = Swar.indexOf(address, at, last + 1, (byte) text.charAt(0));
            if (at < 0) return -1;
            if (Utf8.prefixLength(address + at, length - at, text) >= 0) return at;
        }
        return -1;
    }

    /** Aims {@code into} (this view too, if wanted) at the bytes {@code [from, to)} of this one, and returns it. */
    public Utf8View sub(int from, int to, Utf8View into) {
        Objects.checkFromToIndex(from, to, length());
        return into.wrap(address + from, to - from);
    }

    /** Aims {@code into} at this text without the bytes up to the space, control characters too, at both ends. */
    public Utf8View trim(Utf8View into) {
        int from = 0;
        int to = length();
        while (from < to && isSpace(from)) from++;
        while (to > from && isSpace(to - 1)) to--;
        return into.wrap(address + from, to - from);
    }

    private boolean isSpace(int at) {
        byte b = RawMemory.getByte(address + at);
        return b >= 0 && b <= ' ';
    }

    /**
     * Shows {@code part} each part between delimiters in turn, the empty ones too; parts are counted as {@link
     * SplitCursor} does, which is the form without a visitor.
     */
    public void forEachPart(byte delimiter, Utf8View part, PartVisitor visitor) {
        long base = address();
        int end = length;
        long pattern = Swar.repeat(delimiter);
        int start = 0;
        for (int at = 0; at < end; at += WORD) {
            int left = end - at;
            long found = left >= WORD
                    ? Swar.matches(RawMemory.getLong(base + at), pattern)
                    : Swar.matches(Swar.load(base + at, left), pattern) & Swar.firstBytes(left);
            for (; found != 0; found &= found - 1) {
                int delimiterAt = at + Swar.firstMatch(found);
                visitor.accept(part.wrap(base + start, delimiterAt - start));
                start = delimiterAt + 1;
            }
        }
        visitor.accept(part.wrap(base + start, end - start));
    }

    /**
     * The decimal number {@code [+-]digits}, or {@code otherwise} for anything else, overflow too. Unlike {@link
     * Long#parseLong} only ASCII digits count.
     */
    public long parseLongOr(long otherwise) {
        return NumberText.parseLong(address(), length, otherwise);
    }

    /**
     * As {@link #parseLongOr}.
     *
     * @throws NumberFormatException quoting the text
     */
    public long parseLong() {
        long value = parseLongOr(0);
        if (value == 0 && parseLongOr(1) == 1) throw NumberText.refuse("long", address, length);
        return value;
    }

    /** As {@link #parseLongOr}, for the range of an int. */
    public int parseIntOr(int otherwise) {
        long value = NumberText.parseLong(address(), length, otherwise);
        return value == (int) value ? (int) value : otherwise;
    }

    /**
     * As {@link #parseIntOr}.
     *
     * @throws NumberFormatException quoting the text
     */
    public int parseInt() {
        int value = parseIntOr(0);
        if (value == 0 && parseIntOr(1) == 1) throw NumberText.refuse("int", address, length);
        return value;
    }

    /**
     * The decimal number, {@code NaN} or {@code [+-]Infinity}, rounded exactly as {@link Double#parseDouble} does, or
     * {@code otherwise} for anything else: spaces, a suffix, hexadecimal digits. Up to 18 digits whose number is at most
     * 2^53, with an exponent within ±22, allocate nothing; others go through the JDK, by a string.
     */
    public double parseDoubleOr(double otherwise) {
        return NumberText.parseDouble(address(), length, otherwise);
    }

    /**
     * As {@link #parseDoubleOr}.
     *
     * @throws NumberFormatException quoting the text
     */
    public double parseDouble() {
        double value = parseDoubleOr(0);
        if (value == 0 && parseDoubleOr(1) == 1) throw NumberText.refuse("double", address, length);
        return value;
    }

    /** Whether the bytes are well-formed UTF-8 for any reader: {@link Utf8#isValid}. */
    public boolean isValidUtf8() {
        return Utf8.isValid(address(), length);
    }

    public boolean isAscii() {
        return Utf8.isAscii(address(), length);
    }

    /** Copies the bytes, as {@link TextCodec} writes them; answers how many, or {@link Codec#NO_ROOM}. */
    public int copyTo(long target, int capacity) {
        if (length() > capacity) return Codec.NO_ROOM;
        RawMemory.copy(address, target, length);
        return length;
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        byte[] bytes = new byte[length()];
        RawMemory.copyToArray(address, bytes, 0, length);
        return bytes;
    }

    /** A copy of the text; bytes that are none become U+FFFD, as the JDK has it. */
    @Override
    public String toString() {
        return Utf8.decodeLeniently(address(), length);
    }
}
