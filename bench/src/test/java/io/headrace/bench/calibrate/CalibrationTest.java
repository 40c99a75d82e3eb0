package io.headrace.bench.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.sizing.Cost;
import io.headrace.affinity.sizing.CostModel;
import io.headrace.affinity.topology.Topology;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class CalibrationTest {
    private static final Effort LITTLE = new Effort(0.01);

    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEveryCostThatIsMeasuredAndLeaveNothingBehind() throws Exception {
        List<String> progress = new ArrayList<>();
        CostModel measured = new Calibration(directory, Topology.live(), progress::add, LITTLE).measure();
        Set<Cost> named = EnumSet.noneOf(Cost.class);
        for (Cost cost : Cost.values()) {
            if (progress.stream().anyMatch(line -> line.contains(cost.key() + " = "))) named.add(cost);
            if (cost.origin() == Cost.Origin.CHOSEN)
                assertThat(measured.get(cost)).as(cost.key()).isEqualTo(cost.byDefault());
        }
        Set<Cost> toMeasure = EnumSet.noneOf(Cost.class);
        for (Cost cost : Cost.values()) if (cost.origin() == Cost.Origin.MEASURED) toMeasure.add(cost);
        assertThat(named).isEqualTo(toMeasure);
        assertThat(progress).element(0).asString().startsWith("[1/12]");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenItCannotWrite() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> new Calibration(missing, Topology.live(), line -> {}, LITTLE).measure())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void shouldTellThatThePartnerFailed() throws IOException {
        Partner.Work failing = () -> {
            throw new IllegalArgumentException("on purpose");
        };
        assertThatThrownBy(() -> Partner.beside(failing, partner -> {
                    while (true) partner.yieldTo();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void shouldSplitAFixedCostFromThatOfABytes() {
        Line line = Line.through(100, 60, 1_100, 260);
        assertThat(line.perByte()).isEqualTo(0.2);
        assertThat(line.fixed()).isEqualTo(40);
        assertThat(Line.through(100, 60, 1_100, 50)).as("noise").isEqualTo(new Line(60, 0));
    }

    @Test
    void shouldDivideTheTimeByTheOperations() {
        double nanos = new Rounds(40_000_000).nanosPerOperation(operations -> {
            long end = System.nanoTime() + 1_000 * operations;
            long looks = 0;
            while (System.nanoTime() < end) looks++;
            return looks;
        });
        assertThat(nanos).isGreaterThanOrEqualTo(1_000);
    }
}
