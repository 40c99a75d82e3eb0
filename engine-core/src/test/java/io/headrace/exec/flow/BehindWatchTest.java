package io.headrace.exec.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.BehindResponse;
import io.headrace.exec.counters.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BehindWatchTest {
    private static final long SECOND = 1_000_000_000;

    private final Counter behind = Counter.detached();
    private final Counter waiting = Counter.detached();
    private final Counter now = Counter.detached();
    private final Counter dropped = Counter.detached();
    private final List<String> told = new ArrayList<>();

    private BehindWatch watch(BehindResponse response) {
        BehindWatch watch = new BehindWatch(
                "slow",
                SECOND,
                new Answer(response, 4),
                new BehindWatch.Counts(behind, waiting, now),
                new BehindWatch.Told() {
                    @Override
                    public void fellBehind(long waited, long took, long wait) {
                        told.add(waited + " " + took + " " + wait);
                    }

                    @Override
                    public void caughtUp(long lasted, long lost) {
                        told.add("over after " + lasted + ", " + lost + " dropped");
                    }
                });
        watch.counts(dropped);
        return watch;
    }

    /** A batch begins at a time, having waited for so long, and takes a second. */
    private static void run(BehindWatch watch, long begins, long waited) {
        watch.isBehind(begins, waited);
        watch.batchBegins(begins);
        watch.batchDone(begins + SECOND, SECOND, waited);
    }

    @Test
    void shouldCountEachAndWarnNowAndThen() {
        BehindWatch watch = watch(BehindResponse.WARN);
        waiting.set(7);
        for (int i = 0; i < 100; i++) run(watch, i * SECOND / 2, SECOND);
        assertThat(behind.get()).isZero(); // exactly as long as it may
        assertThat(watch.warnings()).isZero();
        assertThat(told).isEmpty();
        for (int i = 0; i < 100; i++) run(watch, 100 * SECOND + i * SECOND / 2, SECOND + 1);
        assertThat(behind.get()).isEqualTo(100);
        assertThat(watch.warnings()).isEqualTo(5); // in 50 seconds
        assertThat(told).hasSize(5).contains("1001 1000 7");
    }

    @Test
    void shouldSeeBatchesThatWaitBehindOneThatHangs() {
        BehindWatch watch = watch(BehindResponse.SHED);
        watch.isBehind(0, 0);
        watch.batchBegins(0);
        assertThat(watch.waits(SECOND / 4, SECOND / 4)).as("when to look again").isEqualTo(SECOND * 3 / 4 + 1);
        assertThat(watch.isBehind()).isFalse();
        assertThat(watch.sheds()).isFalse();
        waiting.set(3);
        watch.waits(2 * SECOND, SECOND + 1);
        assertThat(watch.isBehind()).isTrue();
        assertThat(watch.sheds()).isTrue();
        assertThat(now.get()).isEqualTo(3);
        assertThat(told).containsExactly("1001 2000 3");
        watch.waits(11 * SECOND, 10 * SECOND);
        assertThat(told).hasSize(1);
        watch.waits(12 * SECOND, 11 * SECOND);
        assertThat(told).hasSize(2).contains("11000 12000 3");
    }

    @Test
    void shouldEndBelowHalfOfTheLimitAndTellOfThatOnce() {
        BehindWatch watch = watch(BehindResponse.SHED);
        dropped.add(100); // before
        run(watch, 0, SECOND + 1);
        dropped.add(5);
        watch.waits(2 * SECOND, SECOND / 2 + 1);
        assertThat(watch.isBehind()).as("in the band").isTrue();
        assertThat(watch.isBehind(2 * SECOND, 0))
                .as("one batch says nothing of the others")
                .isTrue();
        watch.waits(3 * SECOND, SECOND / 2);
        assertThat(watch.isBehind()).isFalse();
        watch.waits(4 * SECOND, SECOND);
        assertThat(watch.isBehind()).as("in the band").isFalse();
        assertThat(now.get()).isZero();
        assertThat(told).containsExactly("1001 1000 0", "over after 3000, 5 dropped");
        // again within ten seconds: nobody is told, neither of this nor of its end
        run(watch, 5 * SECOND, 2 * SECOND);
        assertThat(watch.sheds()).isTrue();
        assertThat(watch.waits(7 * SECOND, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(watch.sheds()).isFalse();
        assertThat(told).hasSize(2);
    }

    @Test
    void shouldSayWhatIsDoneAboutIt() {
        assertThat(new Answer(BehindResponse.WARN, 1).words(7)).isEqualTo("records wait");
        assertThat(new Answer(BehindResponse.JOIN, 4).words(7)).isEqualTo("joins the outputs of up to 4 batches");
        assertThat(new Answer(BehindResponse.SHED, 1).words(7)).isEqualTo("sheds at the door: 7 records so far");
        assertThat(new Answer(BehindResponse.JOIN, 4).wordsOfEnd()).isEqualTo(", and their outputs are not joined");
        assertThat(List.of(
                        new Answer(BehindResponse.WARN, 1).number(),
                        new Answer(BehindResponse.JOIN, 4).number(),
                        new Answer(BehindResponse.SHED, 1).number()))
                .as("stored")
                .containsExactly(1, 2, 3);
        BehindWatch warning = watch(BehindResponse.WARN);
        run(warning, 0, 2 * SECOND);
        assertThat(warning.isBehind()).isTrue();
        assertThat(warning.sheds()).isFalse();
        assertThat(now.get()).isOne();
    }
}
