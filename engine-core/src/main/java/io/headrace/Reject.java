package io.headrace;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A record that was received and could not be taken: too long, or not what its stream holds.
 *
 * <p><b>Threading:</b> immutable, as long as nobody writes to its bytes.
 *
 * @param streamId of the input
 * @param stream the input in words
 * @param timeMillis when it came
 * @param reason a few words
 * @param length of the whole record, in bytes
 * @param head its first bytes
 */
@SuppressWarnings("ArrayRecordComponent") // for people to read; nobody compares these
public record Reject(int streamId, String stream, long timeMillis, String reason, long length, byte[] head) {
    @Override
    public String toString() {
        return "stream " + streamId + " (" + stream + ") rejected a record of " + length + " bytes: " + reason + ": "
                + printable(new String(head, StandardCharsets.UTF_8)) + (head.length < length ? "…" : "");
    }

    /** What came from outside moves no terminal's cursor and makes no line of its own. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '\\' -> shown.append("\\\\");
                default -> {
                    if (isPrintable(letter)) shown.appendCodePoint(letter);
                    else shown.append(String.format(Locale.ROOT, "\\u%04x", letter));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isPrintable(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
