package io.headrace.wal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateSizingTest {
    private static final StateSizing SIZING = StateSizing.of(1_000, 16, 8);

    @Test
    void shouldBeServedByAStoreOfTheSameShapeThatIsAsLarge() {
        assertThat(SIZING.isServedBy(SIZING)).isTrue();
        assertThat(SIZING.isServedBy(SIZING.withPlannedEntries(2_000))).isTrue();
        assertThat(SIZING.isServedBy(SIZING.withPlannedEntries(999))).isFalse();
        assertThat(SIZING.isServedBy(StateSizing.of(1_000, 16, 9))).isFalse();
        assertThat(SIZING.isServedBy(new StateSizing(1_000, 16, 8, 8, 2))).isFalse();
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateSizing.of(0, 16, 8))
                .withMessageContaining("plannedEntries is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateSizing(1, 16, 8, 7, 2))
                .withMessageContaining("maxValueBytes is 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateSizing(1, 16, 8, 8, Double.NaN))
                .withMessageContaining("bloatFactor is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateOptions(Path.of("."), "a/b", SIZING))
                .withMessageContaining("'a/b'");
    }
}
