package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that somebody else writes, here the test, looked at from outside. */
class DirectoryMetricsTest {
    private static final int PROCESS_AT = 24;

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double value(Metric metric) {
        return registry.get(metric.metricName())
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private @Nullable Meter find(Metric metric) {
        return registry.find(metric.metricName()).meter();
    }

    private Counters counters(String name, long done) throws IOException {
        Counters counters = Counters.inDirectory(directory, name, 2);
        counters.counter(CounterId.BATCHES_COMPLETED).set(done);
        return counters;
    }

    @Test
    void shouldWaitForAProgramAndFollowItsRestarts() throws IOException {
        try (DirectoryMetrics metrics = HeadraceMetrics.ofDirectory(directory)) {
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).isEmpty();
            Counters first = counters("first", 7);
            metrics.look();
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(7);
            assertThat(value(Metric.UP)).isEqualTo(1);
            first.counter(CounterId.ERRORS).increment();
            metrics.look();
            assertThat(value(Metric.ERRORS)).as("a counter that came later").isEqualTo(1);
            first.close();
            assertThat(value(Metric.UP)).isZero();
            Counters second = counters("second", 1);
            metrics.look();
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(1);
            assertThat(value(Metric.UP)).isEqualTo(1);
            assertThat(find(Metric.ERRORS)).isNull();
            assertThat(registry.getMeters())
                    .allSatisfy(meter -> assertThat(meter.getId().getTag("app")).isEqualTo("second"));
            second.close();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void shouldSayThatAProcessIsGone() throws IOException {
        Counters counters = counters("killed", 3);
        try (DirectoryMetrics metrics = HeadraceMetrics.ofDirectory(counters.file())) {
            metrics.bindTo(registry);
            assertThat(value(Metric.UP)).isEqualTo(1);
            try (RandomAccessFile file = new RandomAccessFile(counters.file().toFile(), "rw")) {
                file.seek(PROCESS_AT);
                file.writeLong(Long.reverseBytes(Long.MAX_VALUE)); // no process has that number
            }
            assertThat(value(Metric.UP)).isZero();
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(3);
        } finally {
            counters.close();
        }
    }

    @Test
    void shouldOutliveAFileThatIsNone() throws IOException {
        Files.writeString(directory.resolve(Counters.FILE_NAME), "not yet");
        try (DirectoryMetrics metrics = HeadraceMetrics.ofDirectory(directory)) {
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).isEmpty();
            Counters counters = counters("late", 1);
            metrics.look();
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(1);
            counters.close();
        }
    }

    @Test
    void shouldTakeNoRegistryAfterItsEnd() {
        DirectoryMetrics metrics = HeadraceMetrics.ofDirectory(directory);
        metrics.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> metrics.bindTo(registry))
                .withMessageContaining("closed");
        assertThat(metrics).hasToString("metrics of " + directory);
    }
}
