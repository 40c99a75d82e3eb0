package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDrawTest {
    @ParameterizedTest
    @CsvSource({"1000, 0, 500", "1000, 0, 20000", "50000, 1, 30000", "50000, 0.5, 100000", "10, 2, 3"})
    void shouldExpectWhatADrawGives(int keys, double skew, int records) {
        double[] upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) upTo[i] = sum += Math.pow(i + 1.0, -skew);
        SplittableRandom random = new SplittableRandom(42);
        double drawn = 0;
        int rounds = 40;
        for (int round = 0; round < rounds; round++) {
            BitSet seen = new BitSet(keys);
            for (int i = 0; i < records; i++) {
                int at = java.util.Arrays.binarySearch(upTo, random.nextDouble() * sum);
                seen.set(at < 0 ? -at - 1 : at);
            }
            drawn += seen.cardinality();
        }
        double expected = new KeyDraw(keys, skew, Long.MAX_VALUE).distinct(records);
        assertThat(expected).isCloseTo(drawn / rounds, within(Math.max(0.3, drawn / rounds * 0.02)));
    }

    @Test
    void shouldNeverExpectMoreThanThereAre() {
        KeyDraw draw = new KeyDraw(1_000_000_000_000L, 0, Long.MAX_VALUE);
        assertThat(draw.distinct(1e15)).isCloseTo(1e12, within(1e6));
        assertThat(draw.distinct(1000)).isCloseTo(1000, within(0.01));
        assertThat(draw.distinct(0)).isZero();
        assertThat(new KeyDraw(1000, 0, 10).distinct(500)).isEqualTo(10);
        assertThat(new KeyDraw(0, 0, 0).distinct(500)).isZero();
    }

    @Test
    void shouldKnowHowManyRecordsTheFrequentKeysHave() {
        assertThat(new KeyDraw(1000, 0, Long.MAX_VALUE).shareOfTop(250)).isCloseTo(0.25, within(0.001));
        assertThat(new KeyDraw(1000, 1, Long.MAX_VALUE).shareOfTop(1)).isCloseTo(1 / 7.485, within(0.001));
        assertThat(new KeyDraw(1000, 1, Long.MAX_VALUE).shareOfTop(5000)).isCloseTo(1, within(1e-9));
    }
}
