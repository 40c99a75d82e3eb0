package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * Walks over the parts of a text between delimiters, without garbage:
 *
 * <pre>
 *   cursor.over(line, (byte) ',');
 *   while (cursor.next(part)) count(part);
 * </pre>
 *
 * <p>Every part counts, the empty ones too: {@code "a,,b,"} has four, and an empty text has one. Eight bytes are
 * searched at a time, and each is looked at once.
 *
 * <p><b>Threading:</b> one thread at a time; valid as long as the text it goes over.
 */
public final class SplitCursor {
    private static final int WORD = 8;

    private long address;
    private int length = -1;
    private long pattern;
    /** Where the next part begins; past the length when there is none. */
    private int start;
    /** Where the searched word ends, and which of its bytes are delimiters not yet taken. */
    private int searched;

    private long found;

    /** Begins before the first part. */
    public SplitCursor over(Utf8View text, byte delimiter) {
        return over(text.address(), text.length(), delimiter);
    }

    /** Begins before the first part of the bytes. */
    public SplitCursor over(long address, int length, byte delimiter) {
        this.address = address;
        this.length = length;
        this.pattern = Swar.repeat(delimiter);
        this.start = 0;
        this.searched = 0;
        this.found = 0;
        return this;
    }

    /** Aims the view at the next part; false when there is none left. */
    public boolean next(Utf8View part) {
        int from = start;
        if (from > length) return false;
        int end = nextDelimiter();
        start = end + 1;
        part.wrap(address + from, end - from);
        return true;
    }

    private int nextDelimiter() {
        long bits = found;
        while (bits == 0) {
            int left = length - searched;
            if (left <= 0) return length;
            if (left >= WORD) {
                bits = Swar.matches(RawMemory.getLong(address + searched), pattern);
            } else {
                // a delimiter of 0 also matches the first byte behind the text, where the last part ends anyhow
                bits = Swar.matches(Swar.load(address + searched, left), pattern);
            }
            searched += WORD;
        }
        found = bits & (bits - 1);
        return searched - WORD + Swar.firstMatch(bits);
    }
}
