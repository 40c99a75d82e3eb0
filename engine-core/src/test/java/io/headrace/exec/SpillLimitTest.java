package io.headrace.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpillLimitTest {
    private static final int BLOCK = 256 << 10;

    @Test
    void shouldBeWhatIsSet() {
        assertThat(SpillLimit.of(1L << 40, BLOCK, 1 << 20)).isEqualTo(1L << 40);
    }

    @Test
    void shouldBeAPartOfWhatIsFree() {
        assertThat(SpillLimit.of(0, BLOCK, 4L << 30)).isEqualTo(1L << 30);
        assertThat(SpillLimit.of(0, BLOCK, 1L << 50))
                .as("and not all that there may be")
                .isEqualTo(16L << 30);
        assertThat(SpillLimit.of(0, BLOCK, 1000)).as("a block must fit").isEqualTo(BLOCK);
    }
}
