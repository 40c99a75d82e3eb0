package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in words, without the program that wrote it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StateDump {
    /**
     * A key and its value, or a row of a pane.
     *
     * @param operator its stable name
     * @param tick of a pane; null of a key
     * @param key null of a row
     */
    public record Line(
            String operator, @Nullable Long tick, @Nullable String key, String value) {}

    private final CheckpointDirectory directory;
    private final Manifest manifest;
    private final StoredText text;
    private final Map<Integer, String> names = new HashMap<>();

    public StateDump(CheckpointDirectory directory, Manifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
        text = new StoredText(manifest.dictionary());
        for (OperatorRecord operator : manifest.operators())
            names.put(operator.number(), manifest.operator(operator.number()).name());
    }

    /**
     * Gives line after line, as long as they are wanted.
     *
     * @param operator the name of the only one to be shown; null for all
     * @param lines answers false when it wants no more
     */
    public void print(@Nullable String operator, Predicate<Line> lines) throws IOException {
        if (operator != null && !names.containsValue(operator))
            throw new IllegalArgumentException(
                    manifest + " has no operator \"" + operator + "\"; it has " + names.values());
        boolean[] wanted = {true};
        directory.show(manifest, (number, paneTick, group, kind, address, length) -> {
            String name = names.getOrDefault(number, "operator " + number);
            if (!wanted[0] || (operator != null && !operator.equals(name))) return;
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(address, bytes, 0, length);
            Long tick = paneTick == StateVisitor.NO_PANE ? null : paneTick;
            wanted[0] = show(name, tick, kindOf(number, kind), bytes, lines);
        });
    }

    private EntryKind kindOf(int operator, byte code) {
        for (OperatorRecord known : manifest.operators()) {
            if (known.number() != operator) continue;
            for (EntryKind kind : known.form().kinds()) if (kind.kind() == code) return kind;
        }
        throw new CorruptDataException(manifest + " has an entry of kind " + code + " of operator " + operator
                + ", which its manifest does not know");
    }

    private boolean show(String name, @Nullable Long tick, EntryKind kind, byte[] bytes, Predicate<Line> lines) {
        return switch (kind.contents()) {
            case KEY_AND_VALUE -> {
                int key = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
                String keyText = text.of(kind.codecs().get(0), Arrays.copyOfRange(bytes, 4, 4 + key));
                String value = text.of(kind.codecs().get(1), Arrays.copyOfRange(bytes, 4 + key, bytes.length));
                yield lines.test(new Line(name, tick, keyText, value));
            }
            case ROWS -> rows(name, tick, kind.codecs(), bytes, lines);
            case NUMBERS -> numbers(name, tick, kind.codecs(), bytes, lines);
            case KEYED_ROWS -> keyedRows(name, tick, kind.codecs(), bytes, lines);
        };
    }

    private boolean rows(String name, @Nullable Long tick, List<String> codecs, byte[] bytes, Predicate<Line> lines) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        from.getInt(); // the partition
        while (from.hasRemaining()) {
            byte[] row = new byte[length(from, 0)];
            from.get(row);
            if (!lines.test(new Line(name, tick, null, text.of(codecs.get(0), row)))) return false;
        }
        return true;
    }

    private boolean numbers(
            String name, @Nullable Long tick, List<String> codecs, byte[] bytes, Predicate<Line> lines) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            byte[] key = new byte[length(from, Long.BYTES)];
            byte[] number = new byte[Long.BYTES];
            from.get(key).get(number);
            Line line = new Line(name, tick, text.of(codecs.get(0), key), text.of(codecs.get(1), number));
            if (!lines.test(line)) return false;
        }
        return true;
    }

    private boolean keyedRows(
            String name, @Nullable Long tick, List<String> codecs, byte[] bytes, Predicate<Line> lines) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (from.hasRemaining()) {
            byte[] key = new byte[length(from, Integer.BYTES)];
            byte[] row = new byte[length(from, key.length)];
            from.get(key).get(row);
            if (!lines.test(new Line(name, tick, text.of(codecs.get(0), key), text.of(codecs.get(1), row))))
                return false;
        }
        return true;
    }

    private static int length(ByteBuffer from, int behind) {
        int length = from.remaining() < Integer.BYTES ? -1 : from.getInt();
        if (length < 0 || length > from.remaining() - behind)
            throw new CorruptDataException("an entry of state is cut short");
        return length;
    }
}
