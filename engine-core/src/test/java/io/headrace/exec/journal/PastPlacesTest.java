package io.headrace.exec.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import io.headrace.wal.format.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PastPlacesTest {
    @Test
    void shouldNeedTheWholeLogUntilABatchIsOldEnough() {
        PastPlaces places = new PastPlaces();
        assertThat(places.neededFrom(100)).isEqualTo(Position.START);
        places.add(50, Position.of(3, 0));
        assertThat(places.neededFrom(49)).isEqualTo(Position.START);
        assertThat(places.neededFrom(50)).isEqualTo(Position.of(3, 0));
    }

    @Test
    void shouldNeverLetGoOfARollThatABatchNeeds() {
        RandomGenerator random = Seed.random("PastPlacesTest");
        PastPlaces places = new PastPlaces();
        List<Long> needed = new ArrayList<>(); // of the batch of time i
        long roll = 1;
        for (int time = 0; time < 2_000; time++) {
            if (random.nextInt(5) == 0) roll++;
            // Now and then a batch goes back: an input that was idle for long.
            needed.add(Position.of(Math.max(1, roll - (random.nextInt(20) == 0 ? 3 : 0)), random.nextInt(1_000)));
            places.add(time, needed.get(time));
            long horizon = time - 100L;
            long oldest = Long.MAX_VALUE;
            for (int i = (int) Math.max(0, horizon + 1); i <= time; i++) oldest = Math.min(oldest, needed.get(i));
            long from = Position.ordinal(places.neededFrom(horizon));
            assertThat(from).isLessThanOrEqualTo(Position.ordinal(oldest));
            if (time > 500) assertThat(from).isGreaterThan(Position.ordinal(oldest) - 5);
        }
        assertThat(Position.ordinal(new PastPlaces(places).neededFrom(5_000))).isGreaterThan(300);
    }
}
