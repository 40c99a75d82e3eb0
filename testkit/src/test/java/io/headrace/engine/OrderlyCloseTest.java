package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A context that is closed, not killed: what its outputs were given is committed. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OrderlyCloseTest {
    private static final int STARTS = 8;

    @TempDir
    Path directory;

    @Test
    void shouldRunNoBatchAgainWhoseOutputHasRun() throws Exception {
        Path output = directory.resolve("output");
        for (int i = 0; i < STARTS; i++) {
            try (StreamingContext context =
                    CountingProgram.context(directory.resolve("context"), output, Durability.PROCESS)) {
                context.start();
                assertThat(context.awaitTerminationOrTimeout(150)).isFalse();
            }
        }
        List<String> lines = Files.readAllLines(output);
        Set<String> ids = new HashSet<>();
        for (String line : lines)
            assertThat(ids.add(line.split(" ", 2)[0])).as(line).isTrue();
        assertThat(lines).hasSizeGreaterThan(STARTS);
    }
}
