package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostModelTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatItPrints() throws IOException {
        CostModel model = CostModel.defaults().with(Cost.FOLD_RECORD, 123.4).with(Cost.DISK_BANDWIDTH, 2.5e9);
        Path file = directory.resolve("costs");
        Files.writeString(file, model.asFile());
        CostModel read = CostModel.defaults().with(file);
        for (Cost cost : Cost.values())
            assertThat(read.get(cost)).as(cost.key()).isCloseTo(model.get(cost), within(model.get(cost) * 1e-3));
        assertThat(model.asFile()).contains("fold.nanosPerRecord=123.4").contains(Cost.FOLD_RECORD.meaning());
    }

    @Test
    void shouldLeaveTheOtherCostsAsTheyAre() throws IOException {
        Path file = directory.resolve("costs");
        Files.writeString(file, "# my disk\ndisk.bytesPerSecond = 2e9\n");
        CostModel read = CostModel.defaults().with(file);
        assertThat(read.get(Cost.DISK_BANDWIDTH)).isEqualTo(2e9);
        assertThat(read.with(Cost.DISK_BANDWIDTH, Cost.DISK_BANDWIDTH.byDefault()))
                .isEqualTo(CostModel.defaults());
    }

    @Test
    void shouldMoveThePlanWhenOneCostChanges() {
        SizingRequest request = SizingRequest.of(5e6, 64, 2).build();
        SizingPlan before = Sizing.plan(Machines.cores(16), request, CostModel.defaults());
        SizingPlan after =
                Sizing.plan(Machines.cores(16), request, CostModel.defaults().with(Cost.FOLD_RECORD, 400));
        assertThat(after.workers()).isGreaterThan(before.workers());
    }

    @Test
    void shouldNameWhatCannotBe() throws IOException {
        assertRefused("fold.nanosPerRekord=1", "fold.nanosPerRekord", "fold.nanosPerRecord");
        assertRefused("fold.nanosPerRecord=fast", "fold.nanosPerRecord=fast", "ns/record");
        assertRefused("fold.nanosPerRecord=-1", "fold.nanosPerRecord=-1", "from 0 up");
        assertRefused("fold.nanosPerRecord=NaN", "fold.nanosPerRecord=NaN", "from 0 up");
        assertRefused("disk.bytesPerSecond=0", "disk.bytesPerSecond=0", "more than 0");
        assertRefused("ceiling.cpu=1.5", "ceiling.cpu=1.5", "from 0 to 1");
        assertRefused("checkpoint.nanos=0", "checkpoint.nanos=0", "more than 0");
    }

    private void assertRefused(String line, String... words) throws IOException {
        Path file = directory.resolve("costs");
        Files.writeString(file, line);
        assertThatThrownBy(() -> CostModel.defaults().with(file))
                .isInstanceOf(SizingException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void shouldNameEachCostOnce() {
        assertThat(CostModel.defaults().byKey()).hasSize(Cost.values().length);
        for (Cost cost : Cost.values()) assertThat(Cost.named(cost.key())).contains(cost);
    }
}
