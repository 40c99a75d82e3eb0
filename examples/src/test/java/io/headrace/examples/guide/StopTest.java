package io.headrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The guide's way to stop says in a sentence what it left. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StopTest {
    @TempDir
    private Path directory;

    @Test
    void shouldPrintASentence() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (StreamingContext ctx = StreamingContext.builder("stops")
                .batchInterval(Duration.ofMillis(10))
                .directory(directory.resolve("context"))
                .build()) {
            ctx.rateStream(1_000).foreachRDD(rdd -> {});
            ctx.start();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Durably.stop(ctx);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("a graceful stop that left nothing");
    }
}
