package io.headrace.exec.replay;

import io.headrace.ReplayDifference;
import io.headrace.exec.checkpoint.StoredText;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch has changed in one stream's state, so that two runs of it can be compared: of each key its new value, and how often each row
 * of a pane comes. The order of entries means nothing: it depends on tables, and on where a restart began.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class StateChanges {
    private static final String TOUCHED = "touched:1,"; // a codec behind eight bytes of time, see PartitionStates
    private static final int PARTITION_BYTES = 4;

    /** The lengths before a key and its row. */
    private static final int KEYED_ROW = 2 * Integer.BYTES;

    /** A key among those of one kind; the kinds that set and remove a key are one. */
    private record Key(int space, ByteBuffer bytes) {}

    private record Value(EntryKind kind, ByteBuffer bytes) {}

    private record Row(EntryKind kind, int partition, ByteBuffer bytes) {
        boolean hasKey() {
            return kind.contents() == EntryKind.Contents.KEYED_ROWS;
        }

        ByteBuffer key() {
            return bytes.slice(KEYED_ROW, keyLength());
        }

        ByteBuffer behindKey() {
            int at = KEYED_ROW + keyLength();
            return bytes.slice(at, bytes.limit() - at);
        }

        private int keyLength() {
            return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        }
    }

    private final ComparedStream stream;
    private final Map<Key, Value> keyed = new LinkedHashMap<>();
    private final Map<Row, Integer> rows = new LinkedHashMap<>();

    public StateChanges(ComparedStream stream) {
        this.stream = stream;
    }

    public ComparedStream stream() {
        return stream;
    }

    /** One entry of a delta. */
    public void add(int code, long address, int length) {
        EntryKind kind = stream.kind(code);
        switch (kind.contents()) {
            case KEY_AND_VALUE -> addKeyed(kind, address, length);
            case ROWS -> addRows(kind, bytes(address, length));
            case NUMBERS -> addNumbers(kind, bytes(address, length));
            case KEYED_ROWS -> addKeyedRows(kind, bytes(address, length));
        }
    }

    private static ByteBuffer bytes(long address, int length) {
        byte[] copy = new byte[length];
        RawMemory.copyToArray(address, copy, 0, length);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void addKeyed(EntryKind kind, long address, int length) {
        int key = KeyedEntry.keyLength(address, length, stream.site());
        ByteBuffer value = bytes(address + KeyedEntry.KEY + key, length - KeyedEntry.KEY - key);
        if (stream.keysAreNumbers()) rows.merge(new Row(kind, 0, value), 1, Integer::sum);
        else keyed.put(new Key(-1, bytes(address + KeyedEntry.KEY, key)), new Value(kind, value));
    }

    private void addRows(EntryKind kind, ByteBuffer entry) {
        if (entry.remaining() < PARTITION_BYTES) throw cut();
        int partition = entry.getInt();
        if (!entry.hasRemaining()) rows.merge(new Row(kind, partition, entry.slice()), 1, Integer::sum);
        while (entry.hasRemaining()) rows.merge(new Row(kind, partition, taken(entry)), 1, Integer::sum);
    }

    private void addNumbers(EntryKind kind, ByteBuffer entry) {
        while (entry.hasRemaining()) {
            ByteBuffer key = taken(entry);
            if (entry.remaining() < Long.BYTES) throw cut();
            keyed.put(new Key(kind.kind(), key), new Value(kind, slice(entry, Long.BYTES)));
        }
    }

    /** A key may have any number of them: so a row goes along with its key, as it is written. */
    private void addKeyedRows(EntryKind kind, ByteBuffer entry) {
        while (entry.hasRemaining()) {
            if (entry.remaining() < KEYED_ROW) throw cut();
            int key = entry.getInt(entry.position());
            int row = entry.getInt(entry.position() + Integer.BYTES);
            if (key < 0 || row < 0 || (long) KEYED_ROW + key + row > entry.remaining()) throw cut();
            rows.merge(new Row(kind, 0, slice(entry, KEYED_ROW + key + row)), 1, Integer::sum);
        }
    }

    /** The next one, behind its length. */
    private ByteBuffer taken(ByteBuffer entry) {
        int length = entry.remaining() < Integer.BYTES ? -1 : entry.getInt();
        if (length < 0 || length > entry.remaining()) throw cut();
        return slice(entry, length);
    }

    private static ByteBuffer slice(ByteBuffer entry, int length) {
        ByteBuffer slice = entry.slice(entry.position(), length);
        entry.position(entry.position() + length);
        return slice;
    }

    private CorruptDataException cut() {
        return new CorruptDataException(stream.site() + ": an entry of state is cut short");
    }

    /** What is otherwise in the other run, at most so many of them; how many there are is returned. */
    public long compare(StateChanges replayed, StoredText text, int most, List<ReplayDifference> differences) {
        long count = 0;
        Set<Key> keys = new LinkedHashSet<>(keyed.keySet());
        keys.addAll(replayed.keyed.keySet());
        for (Key key : keys) {
            Value first = keyed.get(key);
            Value now = replayed.keyed.get(key);
            if (Objects.equals(first, now)) continue;
            count++;
            if (differences.size() < most) differences.add(difference(key, first, now, text));
        }
        Set<Row> all = new LinkedHashSet<>(rows.keySet());
        all.addAll(replayed.rows.keySet());
        for (Row row : all) {
            int first = rows.getOrDefault(row, 0);
            int now = replayed.rows.getOrDefault(row, 0);
            if (first == now) continue;
            count++;
            if (differences.size() < most)
                differences.add(new ReplayDifference(
                        stream.name(), stream.site(), key(row, text), times(first, row, text), times(now, row, text)));
        }
        return count;
    }

    private ReplayDifference difference(Key key, @Nullable Value first, @Nullable Value now, StoredText text) {
        Value either = first == null ? Objects.requireNonNull(now) : first;
        return new ReplayDifference(
                stream.name(),
                stream.site(),
                inWords(either.kind.codecs().get(0), key.bytes, text),
                inWords(first, text),
                inWords(now, text));
    }

    private static @Nullable String inWords(@Nullable Value value, StoredText text) {
        if (value == null) return null;
        if (value.kind.role() == EntryKind.Role.REMOVED) return "removed";
        return inWords(value.kind.codecs().get(1), value.bytes, text);
    }

    private static @Nullable String key(Row row, StoredText text) {
        return row.hasKey() ? inWords(row.kind.codecs().get(0), row.key(), text) : null;
    }

    private static @Nullable String times(int times, Row row, StoredText text) {
        if (times == 0) return null;
        List<String> codecs = row.kind.codecs();
        boolean isNumbered = row.kind.contents() == EntryKind.Contents.KEY_AND_VALUE;
        String words;
        if (row.bytes.remaining() == 0 || codecs.isEmpty()) words = "no rows in partition " + row.partition;
        else if (row.hasKey()) words = inWords(codecs.get(1), row.behindKey(), text);
        else words = inWords(codecs.get(isNumbered ? 1 : 0), row.bytes, text);
        if (row.kind.role() == EntryKind.Role.REMOVED) words += " removed";
        return times == 1 ? words : words + " " + times + " times";
    }

    private static String inWords(String codec, ByteBuffer bytes, StoredText text) {
        ByteBuffer from = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        String behind = "";
        String of = codec;
        if (codec.startsWith(TOUCHED) && from.remaining() >= Long.BYTES) {
            behind = " (touched at " + from.getLong() + " ms)";
            of = codec.substring(TOUCHED.length());
        }
        byte[] copy = new byte[from.remaining()];
        from.get(copy);
        return text.of(of, copy) + behind;
    }
}
