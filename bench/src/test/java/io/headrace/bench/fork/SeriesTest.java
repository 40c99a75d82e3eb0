package io.headrace.bench.fork;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void shouldGrowFromPassToPass() {
        Series series = new Series(-3, 10, 4);
        assertThat(series.after(0)).isZero();
        assertThat(series.after(1)).isEqualTo(-3 + 10);
        assertThat(series.after(2)).isEqualTo(-3 + 10 + 14);
        assertThat(series.after(5)).isEqualTo(-3 + 10 + 14 + 18 + 22 + 26);
        assertThat(Series.parse(series.text())).isEqualTo(series);
    }

    @Test
    void shouldKnowHowManyPassesAreWhole() {
        for (Series series : new Series[] {
            Series.even(7), new Series(0, 5, 3), new Series(-4, 9, 0), new Series(6, 2, 1), new Series(0, 1_000_000, 1)
        }) {
            for (int passes = 1; passes < 2_000; passes++) {
                long whole = series.after(passes);
                assertThat(series.passesOf(whole)).as("%s at %d", series, whole).isEqualTo(passes);
                assertThat(series.passesOf(whole - 1)).isEqualTo(passes - 1);
            }
        }
    }
}
