package io.headrace.exec.journal;

import io.headrace.memory.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a number in the journal means: the payload of a TYPE record. The log repeats all of them at the head of each roll.
 *
 * <pre>
 *    0  kind     1   1 class, 2 operator, 3 input
 *    1  version  1
 *    2  texts    2
 *    4  number   4   from 0 up, within the kind
 *    8  for each text:
 *         0  length  2
 *         2  UTF-8   …
 * </pre>
 *
 * <p>The texts are: of a class its name; of an operator its stable name, its word, and the ids of its codecs; of an input its stable
 * name, its word, and the id of the codec of its records.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param word the method that the user wrote; empty for a class
 * @param codecs of an operator or an input
 */
public record DictionaryEntry(Kind kind, int number, String name, String word, List<String> codecs) {
    private static final int HEADER = 8;
    private static final int MAX_TEXT = 0xffff;

    /** What has the number. Codes are stored. */
    public enum Kind {
        /** A class that the dynamic codec writes. */
        CLASS(1, 1, 1),
        /** An operator whose state is kept. */
        OPERATOR(2, 2, MAX_TEXT),
        /** An input: the number is its stream id. */
        INPUT(3, 2, 3);

        private final int code;
        private final int leastTexts;
        private final int mostTexts;

        Kind(int code, int leastTexts, int mostTexts) {
            this.code = code;
            this.leastTexts = leastTexts;
            this.mostTexts = mostTexts;
        }
    }

    public DictionaryEntry {
        codecs = List.copyOf(codecs);
    }

    public static DictionaryEntry ofClass(int number, String name) {
        return new DictionaryEntry(Kind.CLASS, number, name, "", List.of());
    }

    public static DictionaryEntry operator(int number, String name, String word, List<String> codecs) {
        return new DictionaryEntry(Kind.OPERATOR, number, name, word, codecs);
    }

    public static DictionaryEntry input(int number, String name, String word, String codec) {
        return new DictionaryEntry(Kind.INPUT, number, name, word, List.of(codec));
    }

    public byte[] encode() {
        List<byte[]> texts = new ArrayList<>();
        texts.add(name.getBytes(StandardCharsets.UTF_8));
        if (kind != Kind.CLASS) texts.add(word.getBytes(StandardCharsets.UTF_8));
        for (String codec : codecs) texts.add(codec.getBytes(StandardCharsets.UTF_8));
        int length = HEADER;
        for (byte[] text : texts) {
            if (text.length > MAX_TEXT)
                throw new IllegalArgumentException(
                        "a name of " + text.length + " bytes for " + this + "; at most " + MAX_TEXT);
            length += Short.BYTES + text.length;
        }
        ByteBuffer to = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        to.put((byte) kind.code)
                .put((byte) Layout.VERSION)
                .putShort((short) texts.size())
                .putInt(number);
        for (byte[] text : texts) to.putShort((short) text.length).put(text);
        return to.array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CorruptDataException when these are not the bytes of an entry
     */
    public static DictionaryEntry decode(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER) throw corrupt(bytes.length + " bytes");
        Kind kind = kindOf(from.get());
        int version = from.get() & 0xff;
        if (version != Layout.VERSION)
            throw corrupt("version " + version + "; this build reads version " + Layout.VERSION);
        int count = from.getShort() & 0xffff;
        int number = from.getInt();
        if (number < 0 || count < kind.leastTexts || count > kind.mostTexts)
            throw corrupt(kind + " " + number + " with " + count + " texts");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) texts.add(text(from));
        if (from.hasRemaining()) throw corrupt(from.remaining() + " bytes stand behind its last text");
        return new DictionaryEntry(
                kind,
                number,
                texts.get(0),
                kind == Kind.CLASS ? "" : texts.get(1),
                count > 2 ? texts.subList(2, count) : List.of());
    }

    private static Kind kindOf(byte code) {
        for (Kind kind : Kind.values()) if (kind.code == code) return kind;
        throw corrupt("kind " + code + ": a newer version may know it");
    }

    private static String text(ByteBuffer from) {
        int length = from.remaining() < Short.BYTES ? MAX_TEXT : from.getShort() & 0xffff;
        if (length > from.remaining())
            throw corrupt("a text of " + length + " bytes, and " + from.remaining() + " are left");
        ByteBuffer slice = from.slice(from.position(), length);
        from.position(from.position() + length);
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(slice);
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw corrupt("a text that is not UTF-8: " + e.getMessage());
        }
    }

    private static CorruptDataException corrupt(String what) {
        return new CorruptDataException("an entry of the log's dictionary cannot be read: " + what);
    }

    // Written out, for what a record makes is linked at its first call: milliseconds of each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DictionaryEntry entry
                && kind == entry.kind
                && number == entry.number
                && name.equals(entry.name)
                && word.equals(entry.word)
                && codecs.equals(entry.codecs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + number) + name.hashCode();
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CLASS -> "class " + number + " " + name;
            case OPERATOR -> "operator " + inWords();
            case INPUT -> "input " + inWords();
        };
    }

    private String inWords() {
        return number + " \"" + name + "\" (" + word + ", " + String.join(", ", codecs) + ")";
    }
}
