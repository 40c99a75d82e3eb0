package io.headrace.wal.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Off-heap scratch space, so that tests can speak of keys and values as text. */
public final class Bytes implements AutoCloseable {
    private static final int PART = 4096;
    private static final byte UNTOUCHED = 0x55;

    private final long memory = NativeMemory.allocate(3 * PART, MemoryTag.TEST);

    public int put(StateStore store, String key, String value) {
        return store.put(key(key), length(key), value(value), length(value));
    }

    public @Nullable String get(StateReader reader, String key) {
        int length = reader.get(key(key), length(key), result(), PART);
        if (length == StateReader.ABSENT) return null;
        return text(result(), length);
    }

    public boolean remove(StateStore store, String key) {
        return store.remove(key(key), length(key));
    }

    public Map<String, String> contents(StateStore store) {
        Map<String, String> contents = new HashMap<>();
        store.forEach((key, keyLength, value, valueLength) -> {
            String before = contents.put(text(key, keyLength), text(value, valueLength));
            if (before != null) throw new AssertionError("shown twice: " + text(key, keyLength));
        });
        return contents;
    }

    public long key(String key) {
        return write(memory, key);
    }

    public long value(String value) {
        return write(memory + PART, value);
    }

    /** Where a result goes. */
    public long result() {
        return memory + 2 * PART;
    }

    boolean resultIsUntouched() {
        byte first = RawMemory.getByte(result());
        for (int i = 1; i < PART; i++) if (RawMemory.getByte(result() + i) != first) return false;
        return first == UNTOUCHED;
    }

    public Bytes() {
        RawMemory.fill(memory, 3 * PART, UNTOUCHED);
    }

    @Override
    public void close() {
        NativeMemory.free(memory, 3 * PART, MemoryTag.TEST);
    }

    private static int length(String text) {
        return text.getBytes(UTF_8).length;
    }

    private static long write(long address, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        RawMemory.copyFromArray(bytes, 0, address, bytes.length);
        return address;
    }

    private static String text(long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        return new String(bytes, UTF_8);
    }
}
