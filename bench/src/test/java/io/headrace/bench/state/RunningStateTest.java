package io.headrace.bench.state;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.fork.RowsOf;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RunningStateTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldCountTheSameInEveryLeg(RowsOf rows) throws Exception {
        TinyContest.runOurs(RunningState.scenario(rows, 5_000, 700, 900), directory);
    }
}
