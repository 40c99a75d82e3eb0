package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageLevelTest {
    @ParameterizedTest
    @CsvSource({
        // name, disk, memory, off-heap, deserialized, replication
        "NONE,                  false, false, false, false, 1",
        "DISK_ONLY,             true,  false, false, false, 1",
        "DISK_ONLY_2,           true,  false, false, false, 2",
        "MEMORY_ONLY,           false, true,  false, true,  1",
        "MEMORY_ONLY_2,         false, true,  false, true,  2",
        "MEMORY_ONLY_SER,       false, true,  false, false, 1",
        "MEMORY_ONLY_SER_2,     false, true,  false, false, 2",
        "MEMORY_AND_DISK,       true,  true,  false, true,  1",
        "MEMORY_AND_DISK_2,     true,  true,  false, true,  2",
        "MEMORY_AND_DISK_SER,   true,  true,  false, false, 1",
        "MEMORY_AND_DISK_SER_2, true,  true,  false, false, 2",
        "OFF_HEAP,              true,  true,  true,  false, 1"
    })
    void shouldMeanWhatSparkMeans(
            String name, boolean disk, boolean memory, boolean offHeap, boolean deserialized, int copies) {
        StorageLevel level = StorageLevel.fromString(name);
        assertThat(level).hasToString(name);
        assertThat(level.useDisk()).isEqualTo(disk);
        assertThat(level.useMemory()).isEqualTo(memory);
        assertThat(level.useOffHeap()).isEqualTo(offHeap);
        assertThat(level.deserialized()).isEqualTo(deserialized);
        assertThat(level.replication()).isEqualTo(copies);
    }

    @Test
    void shouldFindEachConstantByItsOwnName() throws Exception {
        List<StorageLevel> constants = new ArrayList<>();
        for (var field : StorageLevel.class.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != StorageLevel.class) continue;
            assertThat(field.get(null)).hasToString(field.getName());
            constants.add((StorageLevel) field.get(null));
        }
        assertThat(StorageLevel.values()).containsExactlyElementsOf(constants).doesNotHaveDuplicates();
    }

    @Test
    void shouldNameTheValidLevels() {
        assertThatThrownBy(() -> StorageLevel.fromString("memory"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"memory\"")
                .hasMessageContaining("MEMORY_AND_DISK_SER_2, OFF_HEAP");
    }

    @Test
    void shouldKeepOneCopyAndWarn() {
        List<String> warnings = new ArrayList<>();
        for (StorageLevel level : StorageLevel.values()) {
            StorageLevel single = level.oneCopy(false, warnings::add);
            assertThat(single.replication()).isEqualTo(1);
            assertThat(Arrays.asList(single.useDisk(), single.useMemory(), single.useOffHeap(), single.deserialized()))
                    .containsExactly(level.useDisk(), level.useMemory(), level.useOffHeap(), level.deserialized());
            if (level.replication() == 1) assertThat(single).isSameAs(level);
        }
        assertThat(warnings).hasSize(5);
        assertThat(warnings.get(0))
                .isEqualTo(
                        "storage level DISK_ONLY_2 asks for 2 copies, and one machine keeps one: the data is kept as DISK_ONLY");
    }

    @Test
    void shouldRefuseASecondCopyInStrictMode() {
        List<String> warnings = new ArrayList<>();
        assertThat(StorageLevel.OFF_HEAP.oneCopy(true, warnings::add)).isSameAs(StorageLevel.OFF_HEAP);
        assertThatThrownBy(() -> StorageLevel.MEMORY_ONLY_2.oneCopy(true, warnings::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MEMORY_ONLY_2 asks for 2 copies")
                .hasMessageContaining("use MEMORY_ONLY, or switch strict mode off");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldStayTheSameInstanceThroughSerialization() throws Exception {
        for (StorageLevel level : StorageLevel.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(level);
            assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                    .isSameAs(level)
                    .hasSameHashCodeAs(level);
        }
    }
}
