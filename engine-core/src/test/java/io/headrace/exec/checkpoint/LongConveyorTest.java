package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LongConveyorTest {
    private static final long COUNT = 1_000_000;

    @Test
    void shouldCarryEverythingInOrderHoweverMuchWaits() throws Exception {
        LongConveyor conveyor = new LongConveyor();
        Thread giver = new Thread(() -> {
            for (long i = 0; i < COUNT; i++) {
                conveyor.put(i);
                if (i % 7 == 0) conveyor.publish();
            }
            conveyor.publish();
        });
        giver.start();
        long next = 0;
        while (next < COUNT) {
            if (conveyor.isEmpty()) Thread.onSpinWait();
            else assertThat(conveyor.take()).isEqualTo(next++);
        }
        giver.join();
        assertThat(conveyor.isEmpty()).isTrue();
    }

    @Test
    void shouldShowNothingBeforeItIsPublished() {
        LongConveyor conveyor = new LongConveyor();
        conveyor.put(1);
        assertThat(conveyor.isEmpty()).isTrue();
        conveyor.publish();
        assertThat(conveyor.isEmpty()).isFalse();
    }
}
