package io.headrace.bench.sliding;

import io.headrace.bench.contest.TinyContest;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SlidingTest {
    @TempDir
    private Path directory;

    /** Keys come and leave: a window has fewer records than there are keys. */
    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSameWindowsInEveryLeg(Reduced reduced) throws Exception {
        TinyContest.runOurs(Sliding.scenario(reduced, new Slides(23, 30, 4), 150), directory);
    }
}
