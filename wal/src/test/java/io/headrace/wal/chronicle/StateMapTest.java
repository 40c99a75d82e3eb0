package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.state.Bytes;
import io.headrace.wal.state.StateReader;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateStore.Growth;
import io.headrace.wal.state.StateUsage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class StateMapTest {
    private static final long SEED = 5;
    private static final StateSizing SIZING = StateSizing.of(1_000, 6, 10);

    @TempDir
    Path directory;

    private Bytes bytes;
    private StateAccess access;

    @BeforeAll
    static void prepare() {
        ChronicleSetup.prepare();
    }

    @BeforeEach
    void open() {
        bytes = new Bytes();
        access = new StateAccess(SEED);
    }

    @AfterEach
    void close() {
        access.close();
        bytes.close();
    }

    @Test
    void shouldClearAlsoWithoutAnotherFile() throws IOException {
        try (StateMap map = create("map", SIZING)) {
            for (int i = 0; i < 500; i++) assertThat(put(map, i)).isEqualTo(StateStore.OK);

            map.clear();

            assertThat(map.usage().entries()).isZero();
            assertThat(map.usage().units()).isZero();
            assertThat(map.remove(access, bytes.key("100007"), 6)).isFalse();
            assertThat(put(map, 7)).isEqualTo(StateStore.OK);
        }
    }

    @Test
    void shouldAbandonAGrowthIntoAMapThatIsTooSmall() throws IOException {
        try (StateMap from = create("from", SIZING);
                StateMap next = create("next", SIZING.withPlannedEntries(1));
                StateGrowth growth = new StateGrowth(from, next, SEED)) {
            for (int i = 0; i < 500; i++) put(from, i);

            Growth state = Growth.GROWING;
            while (state == Growth.GROWING) state = growth.step(access);

            assertThat(state).isEqualTo(Growth.ABANDONED);
            assertThat(growth.step(access)).isEqualTo(Growth.ABANDONED);
            assertThat(from.usage().entries()).isEqualTo(500);
            assertThat(from.get(access, bytes.key("100499"), 6, bytes.result(), 10))
                    .isEqualTo(10);
        }
    }

    @Test
    void shouldCountEveryChunkThatChronicleCounts() throws IOException {
        try (StateMap map = create("map", SIZING)) {
            for (int i = 0; i < 300; i++) {
                map.put(access, bytes.key("k" + i % 200), 2 + i % 3, bytes.value("v".repeat(150)), i % 150);
                if (i % 7 == 0) map.remove(access, bytes.key("k" + i / 2), 2 + i % 3);
            }
            assertThat(map.usage().units()).isEqualTo(map.chunksByChronicle());
        }
    }

    @Test
    void shouldFindNothingInAnEmptyMap() throws IOException {
        try (StateMap map = create("map", SIZING)) {
            assertThat(map.get(access, bytes.key("x"), 1, bytes.result(), 10)).isEqualTo(StateReader.ABSENT);
            assertThat(map.remove(access, bytes.key("x"), 1)).isFalse();
        }
    }

    private int put(StateMap map, int i) {
        return map.put(access, bytes.key("" + (100_000 + i)), 6, bytes.value("0123456789"), 10);
    }

    private StateMap create(String name, StateSizing sizing) throws IOException {
        return StateMap.create(directory.resolve(name), sizing, new StateUsage((entries, planned) -> {}));
    }
}
