package io.headrace.exec.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.StorageLevel;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows at every level: where their bytes are, that they come back, that nothing is left. */
@ExtendWith(LeakCheck.class)
class HeldRowsTest {
    private static final long PLENTY = 64 << 20;

    private final RandomGenerator random = Seed.random("HeldRowsTest");

    @TempDir
    Path directory;

    /** Of a class that nobody registered. */
    private record Unnamed(int number) {}

    private SpillSpace space(long heap, long memory) {
        MemoryBudget budget = MemoryBudget.process().child("test", memory * 4); // of which kept rows take a quarter
        return SpillSpace.create(
                heap, budget, KryoRegistry.ofJdkTypes(), directory.resolve("spill"), false, (who, what) -> {});
    }

    private List<@Nullable Object> rows(int count) {
        List<@Nullable Object> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(5)) {
                case 0 -> rows.add(null);
                case 1 -> rows.add("text " + random.nextLong());
                case 2 -> rows.add(new Tuple2<>(i, List.of("x", (long) i)));
                case 3 -> rows.add("y".repeat(random.nextInt(3_000)));
                default -> rows.add(random.nextDouble());
            }
        }
        return rows;
    }

    private static List<@Nullable Object> pushed(HeldRows rows) throws Exception {
        List<@Nullable Object> seen = new ArrayList<>();
        rows.push(seen::add);
        return seen;
    }

    private static HeldRows filled(HeldRows rows, List<@Nullable Object> with) {
        with.forEach(rows::accept);
        return rows.seal();
    }

    private long fileBytes() throws Exception {
        Path file = directory.resolve("spill").resolve("rows");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DISK_ONLY",
                "MEMORY_ONLY",
                "MEMORY_ONLY_SER",
                "MEMORY_AND_DISK",
                "MEMORY_AND_DISK_SER",
                "OFF_HEAP"
            })
    void shouldHoldRowsWhereTheLevelSays(String name) throws Exception {
        StorageLevel level = StorageLevel.fromString(name);
        List<@Nullable Object> rows = rows(2_000);
        long before = NativeMemory.used(MemoryTag.WINDOW);
        try (SpillSpace space = space(0, PLENTY);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(level, scope, space.anyType(), "test"), rows);
            assertThat(pushed(held)).isEqualTo(rows);
            List<@Nullable Object> iterated = new ArrayList<>();
            held.iterator().forEachRemaining(iterated::add);
            assertThat(iterated).isEqualTo(rows);
            assertThat(held.rows()).isEqualTo(2_000);
            boolean objects = name.equals("MEMORY_ONLY");
            boolean disk = name.equals("DISK_ONLY");
            long inMemory = NativeMemory.used(MemoryTag.WINDOW) - before;
            assertThat(inMemory > 0).isEqualTo(!objects && !disk);
            assertThat(space.memoryBytes()).isEqualTo(inMemory);
            assertThat(fileBytes() > 0).isEqualTo(disk);
            assertThat(space.fileBytes() > 0).isEqualTo(disk);
            assertThat(space.writtenBytes() > 0).isEqualTo(disk);
            assertThat(held.onHeap() != null).isEqualTo(objects);
            held.close();
            assertThat(space.memoryBytes()).isZero();
            assertThat(space.fileBytes()).isZero();
        }
        assertThat(directory.resolve("spill")).doesNotExist();
    }

    @Test
    void shouldGoToTheDiskBeyondTheBudgetAndKeepWhatIsThere() throws Exception {
        List<@Nullable Object> rows = rows(3_000);
        try (SpillSpace space = space(0, 200_000);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(StorageLevel.MEMORY_AND_DISK_SER, scope, space.anyType(), "t"), rows);
            assertThat(space.memoryBytes()).isBetween(100_000L, 200_000L);
            assertThat(space.writtenBytes()).isPositive();
            assertThat(pushed(held)).isEqualTo(rows);
        }
    }

    @Test
    void shouldNotKeepWhatALevelOfMemoryHasNoRoomFor() {
        try (SpillSpace space = space(0, 100_000);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(StorageLevel.MEMORY_ONLY_SER, scope, space.anyType(), "t"), rows(3_000));
            assertThat(held.isWhole()).isFalse();
            assertThat(space.memoryBytes()).isZero();
            assertThat(space.writtenBytes()).isZero();
        }
    }

    @Test
    void shouldLeaveTheHeapBeyondTheShareAndGiveItBack() throws Exception {
        List<@Nullable Object> rows = rows(6_000);
        try (SpillSpace space = space(500_000, PLENTY)) {
            SpillScope scope = space.newScope();
            HeldRows held = filled(HeldRows.onHeapFirst(Placing.DISK, scope, space.anyType(), "t"), rows);
            assertThat(space.heap().taken()).isBetween(100_000L, 500_000L);
            assertThat(space.fileBytes()).isPositive();
            assertThat(pushed(held)).isEqualTo(rows);
            scope.close();
            assertThat(space.heap().taken()).isZero();
            assertThat(space.fileBytes()).isZero();
        }
    }

    @Test
    void shouldNotTouchFilesForSmallDataHoweverFullTheHeapIs() {
        try (SpillSpace space = space(500_000, PLENTY);
                SpillScope scope = space.newScope()) {
            assertThat(space.heap().tryTake(500_000)).isTrue();
            HeldRows held = filled(
                    HeldRows.onHeapFirst(Placing.DISK, scope, space.anyType(), "t"), Arrays.asList(1, 2, "three"));
            assertThat(held.onHeap()).containsExactly(1, 2, "three");
            assertThat(directory.resolve("spill")).doesNotExist();
        }
    }

    @Test
    void shouldWeighNulls() throws Exception {
        List<@Nullable Object> rows = new ArrayList<>(Collections.nCopies(100_000, null));
        try (SpillSpace space = space(100_000, PLENTY);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.onHeapFirst(Placing.DISK, scope, space.anyType(), "t"), rows);
            assertThat(space.writtenBytes()).isPositive();
            assertThat(pushed(held)).isEqualTo(rows);
        }
    }

    @Test
    void shouldHoldRowsLongerThanAChunk() throws Exception {
        List<@Nullable Object> rows = List.of("a", "b".repeat(1 << 20), "c", "d".repeat(100_000));
        try (SpillSpace space = space(0, PLENTY);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(StorageLevel.DISK_ONLY, scope, space.anyType(), "t"), rows);
            assertThat(pushed(held)).isEqualTo(rows);
        }
    }

    @Test
    void shouldKeepRowsOfUnknownClassesAsObjectsButNotOnTheDisk() throws Exception {
        List<@Nullable Object> rows = List.of("a", new Unnamed(1), "b", new Unnamed(2));
        try (SpillSpace space = space(0, PLENTY);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(StorageLevel.MEMORY_AND_DISK_SER, scope, space.anyType(), "t"), rows);
            assertThat(held.onHeap()).isEqualTo(rows);
            HeldRows disk = HeldRows.at(StorageLevel.DISK_ONLY, scope, space.anyType(), "persist at X.java:1");
            assertThatThrownBy(() -> disk.accept(new Unnamed(1)))
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("persist at X.java:1: its rows are kept at DISK_ONLY")
                    .hasMessageContaining("Unnamed is not registered")
                    .hasMessageContaining("MEMORY_ONLY");
        }
    }

    @Test
    void shouldFindChangedBytes() throws Exception {
        try (SpillSpace space = space(0, PLENTY);
                SpillScope scope = space.newScope()) {
            HeldRows held = filled(HeldRows.at(StorageLevel.DISK_ONLY, scope, space.anyType(), "t"), rows(100));
            try (FileChannel file =
                    FileChannel.open(directory.resolve("spill").resolve("rows"), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {77}), 13);
            }
            assertThatThrownBy(() -> pushed(held))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("checksum")
                    .hasMessageContaining("rows at offset 0");
        }
    }

    @Test
    void shouldSayWhereTheDiskIsFullAndWhatHelps() {
        MemoryBudget budget = MemoryBudget.process().child("test", PLENTY);
        try (SpillSpace space = SpillSpace.create(
                        0, budget, KryoRegistry.ofJdkTypes(), directory.resolve("spill"), false, 64 << 10);
                SpillScope scope = space.newScope()) {
            HeldRows held = HeldRows.at(StorageLevel.DISK_ONLY, scope, space.anyType(), "persist at X.java:1");
            assertThatThrownBy(() -> filled(held, rows(5_000)))
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("persist at X.java:1")
                    .hasMessageContaining("has no room")
                    .hasMessageContaining("make room in " + directory.resolve("spill"));
        }
    }

    @Test
    void shouldTellReadersThatTheRowsAreReleased() {
        try (SpillSpace space = space(0, PLENTY)) {
            SpillScope scope = space.newScope();
            HeldRows held = filled(HeldRows.at(StorageLevel.DISK_ONLY, scope, space.anyType(), "test"), rows(100));
            var rows = held.iterator();
            scope.close();
            assertThatThrownBy(rows::next).hasMessageContaining("the rows of test were released");
        }
    }
}
