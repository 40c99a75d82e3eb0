package io.headrace.exec.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.data.Plans;
import io.headrace.exec.data.StoredBlocks;
import io.headrace.exec.data.Workers;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoisonTest {
    /** The switch is read once, so another JVM tries it. */
    @Test
    void shouldPoisonViewsThatEscape() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dheadrace.views.poison=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoisonedProgram.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output)
                .contains("during: [a, b, c]", "lines: 2 expired", "parts: 3 expired", "flyweights: 2 expired");
        assertThat(process.exitValue()).as(output).isZero();
    }

    interface Flat {
        long number();
    }

    /** What the other JVM runs. */
    static final class PoisonedProgram {
        private PoisonedProgram() {}

        public static void main(String[] args) throws Exception {
            try (Workers workers = Workers.one()) {
                texts(workers);
                flyweights(workers);
            }
        }

        private static void texts(Workers workers) throws Exception {
            RowFormat rows = new RowFormat.Utf8Views();
            List<Utf8View> lines = new ArrayList<>();
            List<Utf8View> parts = new ArrayList<>();
            Node keeping = Plans.then(
                    Plans.input(rows), new Operator.ViewFilter("filter", view -> lines.add((Utf8View) view)));
            Node node = Plans.then(
                    Plans.split(keeping), new Operator.ViewFilter("filter", view -> parts.add((Utf8View) view)));
            List<String> during = new ArrayList<>();
            try (StoredBlocks blocks = StoredBlocks.ofLines(List.of(List.of("a b", "c")))) {
                Pass.compile(node)
                        .run(Plans.dataset(rows, blocks), 0, row -> during.add(String.valueOf(row)), workers.first());
                System.out.println("during: " + during);
                System.out.println("lines: "
                        + lines.stream().filter(v -> isExpired(v::length)).count() + " expired");
                System.out.println("parts: "
                        + parts.stream().filter(v -> isExpired(v::length)).count() + " expired");
            }
        }

        private static void flyweights(Workers workers) throws Exception {
            RowFormat rows = new RowFormat.Flat(FlatViews.of(
                    Flat.class, FlatLayout.builder().addLong("number").build()));
            List<Flat> kept = new ArrayList<>();
            Node node = Plans.then(Plans.input(rows), new Operator.ViewFilter("filter", view -> kept.add((Flat) view)));
            try (StoredBlocks blocks = StoredBlocks.ofBytes(List.of(List.of(new byte[8], new byte[8])))) {
                Pass.compile(node).run(Plans.dataset(rows, blocks), 0, row -> {}, workers.first());
                System.out.println("flyweights: "
                        + kept.stream().filter(v -> isExpired(v::number)).count() + " expired");
            }
        }

        private static boolean isExpired(Runnable use) {
            try {
                use.run();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        }
    }
}
