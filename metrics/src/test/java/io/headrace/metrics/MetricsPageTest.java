package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamingContext;
import io.headrace.memory.testing.LeakCheck;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/metrics.md} lists every metric, and shows code that is compiled, and run by the tests beside this one. {@code
 * -Dheadrace.docs.write=true} writes both into the page.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MetricsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root"));
    private static final Path PAGE = ROOT.resolve("docs/metrics.md");
    private static final Path SNIPPETS = ROOT.resolve("metrics/src/test/java/io/headrace/metrics/Setups.java");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- Setups.java#(\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TABLE =
            Pattern.compile("<!-- all metrics -->\n(.*?)<!-- end of all metrics -->", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void shouldListEveryMetricAndShowWhatCompiles() throws IOException {
        String page = Files.readString(PAGE);
        String anew = TABLE.matcher(page)
                .replaceFirst(
                        Matcher.quoteReplacement("<!-- all metrics -->\n" + table() + "<!-- end of all metrics -->"));
        anew = BLOCK.matcher(anew)
                .replaceAll(block -> Matcher.quoteReplacement(
                        "<!-- Setups.java#" + block.group(1) + " -->\n```java\n" + snippet(block.group(1)) + "```"));
        if (Boolean.getBoolean("headrace.docs.write")) Files.writeString(PAGE, anew);
        else assertThat(page).isEqualTo(anew);
        assertThat(TABLE.matcher(page).find()).as("the table's place").isTrue();
        assertThat(BLOCK.matcher(page).results().count())
                .as("snippets, and no other code")
                .isEqualTo(Pattern.compile("```java").matcher(page).results().count())
                .isGreaterThan(4);
    }

    private static String table() {
        PrometheusNamingConvention prometheus = new PrometheusNamingConvention();
        StringBuilder table = new StringBuilder("| metric | kind | unit | tags | in Prometheus | what |\n");
        table.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Metric metric : Metric.values()) {
            boolean counts = metric.kind() == Metric.Kind.COUNTER;
            String unit = metric.unit().baseUnit();
            Meter.Type type = counts ? Meter.Type.COUNTER : Meter.Type.GAUGE;
            table.append("| `").append(metric.metricName()).append("` | ");
            table.append(metric.kind().name().toLowerCase(Locale.ROOT)).append(" | ");
            table.append(unit == null ? "" : unit)
                    .append(" | ")
                    .append(tags(metric))
                    .append(" | `");
            table.append(prometheus.name(metric.metricName(), type, unit)).append(counts ? "_total` | " : "` | ");
            table.append(metric.meaning()).append(" |\n");
        }
        return table.toString();
    }

    private static String tags(Metric metric) {
        if (metric.kind() == Metric.Kind.PERCENTILES) return "`" + Percentile.TAG + "`";
        Subject subject = metric.subject();
        return subject == Subject.PROGRAM ? "" : "`" + subject.tag() + "`, `" + Subject.NUMBER_TAG + "`";
    }

    /** A marked part of the setups, moved to the left border. */
    private static String snippet(String tag) {
        try {
            Matcher part = Pattern.compile(
                            "^ *// tag::" + tag + "\n(.*?)^ *// end::" + tag + "$", Pattern.DOTALL | Pattern.MULTILINE)
                    .matcher(Files.readString(SNIPPETS));
            assertThat(part.find()).as("the part %s of %s", tag, SNIPPETS).isTrue();
            return part.group(1).stripTrailing().stripIndent() + "\n";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the table calls them is what a scrape calls them. */
    @Test
    void shouldCallThemAsPrometheusDoes() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CountDownLatch batches = new CountDownLatch(1);
        try (StreamingContext context = CountingProgram.in(directory, batches)) {
            HeadraceMetrics.of(context).bindTo(registry);
            context.start();
            batches.await();
            String table = table();
            List<String> missing = new ArrayList<>();
            registry.scrape().lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
                String name = line.split(" ", -1)[2];
                if (!table.contains("`" + name + "`")) missing.add(name);
            });
            assertThat(missing).isEmpty();
        }
    }

    @Test
    void shouldOpenForOthersAndFromOutside() throws Exception {
        CountDownLatch batches = new CountDownLatch(1);
        SimpleMeterRegistry seen = new SimpleMeterRegistry();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (StreamingContext context = CountingProgram.in(directory, batches);
                PrometheusEndpoint endpoint = Setups.forOthers(registry, 0, "correct horse battery")) {
            context.start();
            batches.await();
            try (DirectoryMetrics outside = Setups.outside(directory, seen)) {
                assertThat(seen.get(Metric.BATCH_COMPLETED.metricName())
                                .functionCounter()
                                .count())
                        .isPositive();
                assertThat(outside).hasToString("metrics of " + directory);
            }
            assertThat(endpoint.uri().getPort()).isPositive();
        }
    }
}
