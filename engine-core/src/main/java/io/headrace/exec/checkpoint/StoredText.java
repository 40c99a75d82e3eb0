package io.headrace.exec.checkpoint;

import io.headrace.exec.journal.DictionaryEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Stored values in words, by the id of their codec and without any class of the program: docs/formats/values.md has the bytes. What cannot
 * be told is given as its codec, or its class, and hexadecimal digits.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class StoredText {
    private static final int MOST_DEPTH = 64;
    private static final HexFormat HEX = HexFormat.of();

    private final List<DictionaryEntry> dictionary;

    public StoredText(List<DictionaryEntry> dictionary) {
        this.dictionary = List.copyOf(dictionary);
    }

    /** The value that this codec has written. */
    public String of(String codec, byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            String text = known(codec, from);
            if (text != null && !from.hasRemaining()) return text;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return codec + " that cannot be read: 0x" + HEX.formatHex(bytes);
        }
        return codec + " 0x" + HEX.formatHex(bytes);
    }

    private @Nullable String known(String codec, ByteBuffer from) {
        return switch (codec) {
            case "byte:1" -> String.valueOf(from.get());
            case "short:1" -> String.valueOf(from.getShort());
            case "int:1" -> String.valueOf(from.getInt());
            case "long:1" -> String.valueOf(from.getLong());
            case "float:1" -> String.valueOf(from.getFloat());
            case "double:1" -> String.valueOf(from.getDouble());
            case "boolean:1" -> String.valueOf(from.get() != 0);
            case "text:1" -> text(from, from.remaining());
            case "bytes:1" -> hex(from, from.remaining());
            case "dynamic:1" -> dynamic(from, 0);
            default -> null;
        };
    }

    private String dynamic(ByteBuffer from, int depth) {
        if (depth > MOST_DEPTH) throw new IllegalArgumentException("too deep");
        int tag = from.get();
        return switch (tag) {
            case 0 -> "null";
            case 1 -> "false";
            case 2 -> "true";
            case 3 -> String.valueOf(from.get());
            case 4 -> String.valueOf(from.getShort());
            case 5 -> String.valueOf(from.getChar());
            case 6 -> String.valueOf(from.getInt());
            case 7 -> String.valueOf(from.getLong());
            case 8 -> String.valueOf(from.getFloat());
            case 9 -> String.valueOf(from.getDouble());
            case 10 -> text(from, varint(from));
            case 11 -> hex(from, varint(from));
            case 12 -> "(" + dynamic(from, depth + 1) + "," + dynamic(from, depth + 1) + ")";
            case 13 -> list(from, depth);
            case 14 -> object(from);
            default -> throw new IllegalArgumentException("tag " + tag);
        };
    }

    private String list(ByteBuffer from, int depth) {
        StringJoiner joined = new StringJoiner(", ", "[", "]");
        for (int left = varint(from); left > 0; left--) joined.add(dynamic(from, depth + 1));
        return joined.toString();
    }

    private String object(ByteBuffer from) {
        int type = varint(from);
        String name = dictionary.stream()
                .filter(entry -> entry.kind() == DictionaryEntry.Kind.CLASS && entry.number() == type)
                .map(DictionaryEntry::name)
                .findFirst()
                .orElse("type " + type);
        return name + " " + hex(from, varint(from));
    }

    private static int varint(ByteBuffer from) {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE - 1; shift += 7) {
            int next = from.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        throw new IllegalArgumentException("a number that is too long");
    }

    private static String text(ByteBuffer from, int length) {
        return new String(taken(from, length), StandardCharsets.UTF_8);
    }

    private static String hex(ByteBuffer from, int length) {
        return "0x" + HEX.formatHex(taken(from, length));
    }

    private static byte[] taken(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) throw new IllegalArgumentException(length + " bytes");
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
