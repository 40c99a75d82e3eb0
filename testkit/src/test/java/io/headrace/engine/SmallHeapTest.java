package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of 64 MiB of heap finishes with rows that take several times as much. */
class SmallHeapTest {
    private static final long SHORT_ROWS = 160_000;
    private static final long MANY_ROWS = 1_600_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void shouldFinishWithABatchThatDoesNotFit() throws Exception {
        finish("join", SHORT_ROWS, "-Xmx24m");
    }

    /** Of 1,600,000 rows that take about 250 bytes each, as objects. */
    @ParameterizedTest
    @ValueSource(strings = {"group", "one", "join", "sort", "keep"})
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    @Tag("slow")
    void shouldFinishWithHundredsOfMegabytes(String operation) throws Exception {
        finish(operation, MANY_ROWS, "-Xmx64m");
    }

    /** Every operation gives the number of rows: each key is there twice, and half of them are even. */
    private void finish(String operation, long rows, String heap) throws Exception {
        ForkedProgram program = ForkedProgram.start(
                List.of(heap, "-XX:+UseSerialGC"),
                SmallHeapProgram.class,
                directory.toString(),
                operation,
                String.valueOf(rows));
        int exit = program.awaitEnd(Duration.ofMinutes(4));
        String said = program.said();
        assertThat(exit).as(said).isZero();
        assertThat(said).contains("result " + rows).contains("left false");
        assertThat(directory.resolve("spill")).doesNotExist();
    }
}
