package io.headrace.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.journal.DeltaVisitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartProgressTest {
    private static final long MS = 1_000_000;
    private final List<String> said = new ArrayList<>();
    private final List<Long> shown = new ArrayList<>();
    private long now;

    private final DeltaVisitor restore = new DeltaVisitor() {
        @Override
        public void record(long sequence, long last) {
            shown.add(sequence);
        }

        @Override
        public void delta(int operator, int group, int kind, int flags, long address, int length) {}
    };

    private void say(String what, long done, long all) {
        said.add(done + " of " + all + " " + what);
    }

    @Test
    void shouldSayOnceASecondWhatIsDoneAndWhatIsLeft() {
        RestartProgress progress = new RestartProgress(restore, () -> now, this::say);
        progress.checkpoint(5_000_000);
        for (int i = 1; i <= 2_500_000; i++) {
            now = i * MS / 1_000; // a million a second
            progress.entry();
        }
        assertThat(said).hasSize(2).first().asString().matches("10000\\d\\d of 5000000 entries of the checkpoint");
        said.clear();
        for (long i = 1_001; i <= 3_000; i++) {
            now += MS;
            progress.record(i, 11_000);
        }
        assertThat(said).isNotEmpty().allSatisfy(line -> assertThat(line).contains("of 10000 records of the log"));
        assertThat(shown).hasSize(2_000);
    }

    @Test
    void shouldSayNothingOfAQuickStart() {
        RestartProgress progress = new RestartProgress(restore, () -> now, this::say);
        progress.checkpoint(100_000);
        for (int i = 0; i < 100_000; i++) progress.entry();
        now = 999 * MS;
        for (long i = 1; i <= 100_000; i++) progress.record(i, 100_000);
        assertThat(said).isEmpty();
    }
}
