package io.headrace.bench.joins;

import io.headrace.bench.contest.TinyContest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JoinsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldJoinTheSameInEveryLeg() throws Exception {
        TinyContest.runOurs(Joins.scenario(5, 60), directory);
    }
}
