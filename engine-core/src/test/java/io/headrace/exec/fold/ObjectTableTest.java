package io.headrace.exec.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of all kinds in one table: those that it compares as numbers, and those that it does not. */
@SuppressWarnings("NullAway") // keys may be null
class ObjectTableTest {
    private static final int STEPS = 20_000;
    private static final int KEYS = 3_000;
    private static final int KINDS = 9;

    private final RandomGenerator random = Seed.random("ObjectTableTest");

    @Test
    void shouldFindWhatEqualsAKey() {
        ObjectTable table = new ObjectTable();
        for (int round = 0; round < 3; round++) {
            Map<Object, Object> model = fill(table, round == 1 ? 5 : KEYS);
            assertThat(contents(table)).isEqualTo(model);
            table.clear();
            assertThat(table.size()).isZero();
            for (Object key : model.keySet()) assertThat(table.find(keyOf(key))).isNegative();
        }
    }

    @Test
    void shouldFindKeysOfAnotherTable() {
        ObjectTable table = new ObjectTable();
        Map<Object, Object> model = fill(table, KEYS);
        ObjectTable other = new ObjectTable();
        Map<Object, Object> more = fill(other, KEYS);
        for (int i = 0; i < other.size(); i++) {
            boolean known = model.containsKey(inModel(other.keys[i]));
            int found = table.find(other, i);
            assertThat(found >= 0).as("key %s", other.keys[i]).isEqualTo(known);
            if (known) assertThat(inModel(table.keys[found])).isEqualTo(inModel(other.keys[i]));
            else table.insert(~found, other.keys[i], other.hashes[i], other.combinations.get(i));
        }
        model.forEach(more::put);
        assertThat(contents(table)).isEqualTo(more);
    }

    @Test
    void shouldKeepTextsApartFromOtherKeys() {
        ObjectTable table = new ObjectTable();
        List<Object> keys = new ArrayList<>(List.of(0L, 1, "0", "1", "", "a", "a\0", "\0", "\0\0", 'a'));
        keys.add(null);
        keys.add("fifteen letters");
        keys.add("sixteen letters.");
        keys.add("fifteen letters".getBytes(StandardCharsets.US_ASCII));
        for (Object key : keys) {
            int found = table.find(key);
            assertThat(found).as("key %s", key).isNegative();
            table.insert(~found, key, ObjectTable.hashOf(key), 1);
        }
        for (int i = 0; i < keys.size(); i++)
            assertThat(table.find(keys.get(i))).isEqualTo(i);
    }

    private Map<Object, Object> fill(ObjectTable table, int keys) {
        Map<Object, Object> model = new HashMap<>();
        for (int i = 0; i < STEPS; i++) {
            Object key = key(random.nextInt(KINDS), random.nextInt(keys));
            int found = table.find(key);
            assertThat(found >= 0).as("key %s", key).isEqualTo(model.containsKey(inModel(key)));
            if (found < 0) table.insert(~found, key, ObjectTable.hashOf(key), i);
            else table.combinations.set(found, i);
            model.put(inModel(key), i);
        }
        return model;
    }

    private static Map<Object, Object> contents(ObjectTable table) {
        Map<Object, Object> contents = new HashMap<>();
        for (int i = 0; i < table.size(); i++) contents.put(inModel(table.keys[i]), table.combinations.get(i));
        assertThat(contents).as("keys that differ").hasSize((int) table.size());
        return contents;
    }

    /** A new object each time. */
    private static @Nullable Object key(int kind, int number) {
        return switch (kind) {
            case 0 -> "w" + number;
            case 1 -> "a long text, " + number;
            case 2 -> number + " \u20ac";
            case 3 -> "m\u00fcll " + number;
            case 4 -> (long) number;
            case 5 -> number;
            case 6 -> ("b" + number).getBytes(StandardCharsets.US_ASCII);
            case 7 -> List.of("l", number);
            default -> number % 10 == 0 ? null : new String(new char[number % 32]);
        };
    }

    private record Bytes(List<Byte> bytes) {}

    private static @Nullable Object inModel(@Nullable Object key) {
        if (!(key instanceof byte[] bytes)) return key;
        List<Byte> boxed = new ArrayList<>();
        for (byte each : bytes) boxed.add(each);
        return new Bytes(boxed);
    }

    private static @Nullable Object keyOf(@Nullable Object inModel) {
        if (!(inModel instanceof Bytes boxed)) return inModel;
        byte[] bytes = new byte[boxed.bytes().size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = boxed.bytes().get(i);
        return bytes;
    }
}
