package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.journal.ContextSettings;
import io.headrace.sink.BatchId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastCheckpointsTest {
    private static final long KEPT = 800;

    private static Manifest at(long time) {
        return new Manifest(
                time + 1,
                false,
                time,
                new BatchId(1, time + 1),
                time + 1,
                time,
                42,
                time * 10 + 1,
                new byte[0],
                new ContextSettings(1, 0, 256, 1, 4),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void shouldKeepFewAndOneThatIsOlderThanAllThatCanBeRunAgain() {
        PastCheckpoints past = new PastCheckpoints(KEPT, List.of());
        for (long time = 0; time < 5_000; time += 10) {
            past.add(at(time));
            assertThat(past.kept()).hasSizeLessThanOrEqualTo(10);
            Manifest oldest = past.kept().get(0);
            if (time < KEPT) {
                assertThat(past.neededFrom()).isEqualTo(Manifest.NO_LOG);
                assertThat(oldest.timeMillis()).isZero();
            } else {
                assertThat(past.neededFrom()).isEqualTo(oldest.recoverFrom());
                assertThat(oldest.timeMillis()).isBetween(time - KEPT - 110, time - KEPT);
            }
        }
    }

    @Test
    void shouldGoOnFromWhatAStartFinds() {
        PastCheckpoints before = new PastCheckpoints(KEPT, List.of());
        for (long time = 0; time < 3_000; time += 50) before.add(at(time));
        PastCheckpoints after = new PastCheckpoints(KEPT, before.kept());
        assertThat(after.kept()).isEqualTo(before.kept());
        assertThat(after.neededFrom()).isEqualTo(after.kept().get(0).recoverFrom());
    }

    @Test
    void shouldKeepOneWhereCheckpointsAreRare() {
        PastCheckpoints past = new PastCheckpoints(10, List.of());
        past.add(at(0));
        past.add(at(1_000));
        assertThat(past.kept()).extracting(Manifest::timeMillis).containsExactly(0L, 1_000L);
        past.add(at(2_000));
        assertThat(past.kept()).extracting(Manifest::timeMillis).containsExactly(1_000L, 2_000L);
    }

    @Test
    void shouldKeepNoneWhenNothingIsToBeRunAgain() {
        PastCheckpoints past = new PastCheckpoints(0, List.of(at(1)));
        past.add(at(1_000));
        assertThat(past.kept()).isEmpty();
        assertThat(past.neededFrom()).isEqualTo(Manifest.NO_LOG);
    }
}
