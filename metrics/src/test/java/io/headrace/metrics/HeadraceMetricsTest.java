package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The meters of a context: all of them, with its numbers, from its start to its end. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HeadraceMetricsTest {
    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BatchFeed<String> feed = new BatchFeed<>();

    private StreamTest wordCount() {
        StreamTest test = StreamTest.every(
                Durations.milliseconds(100),
                builder -> builder.directory(directory).workers(2));
        PairDStream<String, Integer> words = test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
        test.collect(words.<Integer>updateStateByKey((ones, sum) -> Optional.of(sum.orElse(0) + ones.size()))
                .name("totals"));
        test.collect(words.reduceByKey(Integer::sum));
        return test;
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    private double value(Metric metric, String... tags) {
        return value(registry.get(metric.metricName()).tags(tags).meter());
    }

    @Test
    void shouldHaveAMetricForEveryCounter() {
        assertThat(Arrays.stream(CounterId.values()).filter(id -> Metric.of(id) == null))
                .as("counters without a metric: give them one, and write docs/metrics.md anew")
                .isEmpty();
        assertThat(Arrays.stream(Metric.values()).map(Metric::counter).filter(Objects::nonNull))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(Metric.values()).map(Metric::metricName)).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowWhatTheCountersSay() throws Exception {
        try (StreamTest test = wordCount()) {
            HeadraceMetrics.of(test.context()).bindTo(registry);
            feed.batch("a", "b", "a").batch("c").empty();
            test.advance(3);
            assertThat(value(Metric.UP)).isEqualTo(1);
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(3);
            assertThat(value(Metric.BATCH_RECORDS)).isEqualTo(4);
            assertThat(value(Metric.OUTPUT_RUNS)).isEqualTo(6);
            assertThat(value(Metric.BATCH_INTERVAL)).isEqualTo(0.1);
            assertThat(value(Metric.START_TIME)).isCloseTo(System.currentTimeMillis() / 1e3, within(60.0));
            Meter keys = registry.get(Metric.STATE_KEYS.metricName()).meter();
            assertThat(value(keys)).isEqualTo(3);
            assertThat(keys.getId().getTag("state")).contains("totals");
            assertThat(value(Metric.BATCH_PROCESSING, "phi", "0.99"))
                    .isPositive()
                    .isLessThan(10);
            assertThat(value(Metric.BATCH_PROCESSING, "phi", "0.5"))
                    .isLessThanOrEqualTo(value(Metric.BATCH_PROCESSING, "phi", "0.999"));
            checkAgainst(CountersReader.open(directory.resolve("counters")));
        }
    }

    /** Every counter that does not change by itself has a meter with its value. */
    private void checkAgainst(CountersReader reader) {
        Set<CounterId> moving = Set.of(
                CounterId.ROLE_STEPS,
                CounterId.ROLE_WORK,
                CounterId.THREAD_ALLOCATED,
                CounterId.MEMORY_RESERVED,
                CounterId.LOG_SEQUENCE,
                CounterId.DURABLE_SEQUENCE,
                CounterId.SYNCS);
        int checked = 0;
        for (Reading reading : reader.readings()) {
            CounterId id = Objects.requireNonNull(reading.id());
            Metric metric = Objects.requireNonNull(Metric.of(id));
            if (metric.kind() == Metric.Kind.PERCENTILES) continue;
            Tags tags = Tags.of("app", reader.contextName());
            if (metric.subject() != Subject.PROGRAM)
                tags = tags.and(metric.subject().tag(), reading.label())
                        .and("id", Integer.toString(reading.instance()));
            Meter meter = registry.get(metric.metricName()).tags(tags).meter();
            assertThat(meter.getId().getTags())
                    .as("all tags of %s", meter.getId())
                    .hasSize((int) tags.stream().count());
            if (moving.contains(id)) continue;
            checked++;
            assertThat(value(meter))
                    .as("%s %s", id, reading.label())
                    .isEqualTo(metric.unit().inBaseUnits(reading.value()));
        }
        assertThat(checked).isGreaterThan(40);
    }

    @Test
    void shouldBeThereFromTheStartToTheStop() throws Exception {
        StreamTest test = wordCount();
        StreamingContext context = test.context();
        HeadraceMetrics.of(context).bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
        feed.batch("a");
        test.advance(1);
        assertThat(registry.getMeters()).hasSizeGreaterThan(50);
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        HeadraceMetrics.of(context).bindTo(late);
        assertThat(names(late)).isEqualTo(names(registry));
        CountersReader reader = CountersReader.open(directory.resolve("counters"));
        int atStart = reader.count();
        feed.batch("b", "c");
        test.advance(2);
        assertThat(reader.count())
                .as("counters that were made after the start have no meters")
                .isEqualTo(atStart);
        test.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(late.getMeters()).isEmpty();
    }

    private static Set<String> names(SimpleMeterRegistry registry) {
        Set<String> names = new TreeSet<>();
        registry.getMeters().forEach(meter -> names.add(meter.getId().toString()));
        return names;
    }

    @Test
    void shouldTagTwoProgramsOfOneName() throws Exception {
        try (StreamTest one = StreamTest.every(Durations.seconds(1));
                StreamTest other = StreamTest.every(Durations.seconds(1))) {
            one.collect(one.stream(feed));
            other.collect(other.stream(new BatchFeed<String>()));
            HeadraceMetrics.of(one.context()).bindTo(registry);
            one.advance(2);
            int ofOne = registry.getMeters().size();
            HeadraceMetrics.of(other.context())
                    .bindTo(registry); // refused when it starts, and the program runs all the same
            other.advance(1);
            assertThat(registry.getMeters()).hasSize(ofOne);
            assertThat(value(Metric.BATCH_COMPLETED)).isEqualTo(2);
            HeadraceMetrics.of(other.context(), Tags.of("instance", "other")).bindTo(registry);
            assertThat(value(Metric.BATCH_COMPLETED, "instance", "other")).isEqualTo(1);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private static long fail(long number) {
        throw new IllegalArgumentException("number " + number + ", on purpose");
    }

    @Test
    void shouldSayThatAProgramHasFailed() throws Exception {
        try (StreamingContext context = StreamingContext.builder("failing")
                .batchInterval(Duration.ofMillis(10))
                .build()) {
            context.rateStream(1_000).map(HeadraceMetricsTest::fail).foreachRDD(rdd -> rdd.collect());
            HeadraceMetrics.of(context).bindTo(registry);
            context.start();
            assertThatThrownBy(context::awaitTermination).hasRootCauseInstanceOf(IllegalArgumentException.class);
            assertThat(value(Metric.UP)).isZero();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void shouldSaySomethingOfEveryMetric() {
        for (Metric metric : Metric.values()) {
            assertThat(metric.meaning()).isNotBlank();
            assertThat(metric.metricName()).matches("headrace(\\.[a-z]+)+");
        }
        assertThat(List.of(Subject.values()))
                .allSatisfy(subject -> assertThat(subject.tag()).matches("[a-z]+"));
        @Nullable Metric none = Metric.of(CounterId.ERRORS);
        assertThat(none).isEqualTo(Metric.ERRORS);
    }
}
