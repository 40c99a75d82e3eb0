package io.headrace.wal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateUsageTest {
    private final List<Long> alarms = new ArrayList<>();
    private final StateUsage usage = new StateUsage((entries, planned) -> alarms.add(entries));

    @Test
    void shouldSoundWhenEntriesReachTheirShare() {
        usage.begin(90, 100, 1_000);
        usage.listen();

        usage.add(69, 0);
        assertThat(alarms).isEmpty();
        usage.add(1, 0);
        usage.add(20, 0);

        assertThat(alarms).containsExactly(70L);
    }

    @Test
    void shouldSoundWhenUnitsReachTheirShare() {
        usage.begin(90, 100, 1_000);
        usage.listen();

        usage.add(1, 699);
        assertThat(alarms).isEmpty();
        usage.add(1, 1);

        assertThat(alarms).containsExactly(2L);
    }

    @Test
    void shouldNotFlutterAroundTheThreshold() {
        usage.begin(90, 100, 1_000);
        usage.listen();
        for (int i = 0; i < 10; i++) {
            usage.add(70, 0);
            usage.add(-4, 0);
            usage.add(4, 0);
            usage.add(-6, 0);
            assertThat(alarms).hasSize(i + 1);
            usage.add(-64, 0);
        }
    }

    @Test
    void shouldBeSilentUntilSomebodyListens() {
        usage.begin(90, 100, 1_000);
        usage.add(80, 0);
        assertThat(alarms).isEmpty();

        usage.listen();

        assertThat(alarms).containsExactly(80L);
    }
}
