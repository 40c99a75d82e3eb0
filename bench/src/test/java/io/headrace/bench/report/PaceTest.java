package io.headrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldSayEveryTenSecondsHowLongTheRestTakes() {
        List<String> said = new ArrayList<>();
        Pace pace = new Pace(said::add, "lines", 4_000, 0);
        pace.done(0, 11 * SECOND);
        pace.done(900, 9 * SECOND);
        pace.done(1_000, 10 * SECOND);
        pace.done(1_500, 19 * SECOND);
        pace.done(2_000, 40 * SECOND);
        assertThat(said)
                .containsExactly("1,000 of 4,000 lines, about 30 s left", "2,000 of 4,000 lines, about 40 s left");
    }
}
