package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.RddLike;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * Programs with their inputs and outputs, a line each. Batches of one second are written {@code a b / c | ! |}: two partitions, no
 * dataset, an empty one. So are outputs, without the partitions.
 */
final class CaseTable {
    private static final String NOTHING = "!";

    /** A program of one stream of texts. */
    interface OneStream extends Function<DStream<String>, DStreamLike<?, ?, ?>> {}

    private final List<DynamicTest> tests = new ArrayList<>();

    List<DynamicTest> tests() {
        return tests;
    }

    /** The outputs in this order. */
    CaseTable inOrder(String name, String batches, String expected, OneStream program) {
        return add(name, batches, expected, program, true);
    }

    /** The outputs in any order within a batch. */
    CaseTable inAnyOrder(String name, String batches, String expected, OneStream program) {
        return add(name, batches, expected, program, false);
    }

    private CaseTable add(String name, String batches, String expected, OneStream program, boolean inOrder) {
        tests.add(DynamicTest.dynamicTest(name + ": " + batches, () -> {
            List<String> wanted = parts(expected, "|").stream()
                    .map(batch -> shown(batch, inOrder))
                    .toList();
            assertThat(run(batches, program, inOrder)).as(name).isEqualTo(wanted);
        }));
        return this;
    }

    private static String shown(String batch, boolean inOrder) {
        List<String> elements = Arrays.asList(batch.split(" "));
        return String.join(" ", inOrder ? elements : elements.stream().sorted().toList());
    }

    @SuppressWarnings("unchecked") // elements are shown as texts, whatever they are
    private static List<String> run(String batches, OneStream program, boolean inOrder) throws InterruptedException {
        List<String> given = parts(batches, "|");
        try (StreamTest test = StreamTest.every(Durations.seconds(1), settings -> settings.workers(1))) {
            BatchFeed<String> feed = feed(given);
            DStreamLike<Object, ?, ? extends RddLike<Object>> stream =
                    (DStreamLike<Object, ?, ? extends RddLike<Object>>) program.apply(test.stream(feed));
            Collected<Object> out = test.collect(stream);
            test.advance(given.size());
            List<String> shown = new ArrayList<>();
            for (int i = 1; i <= given.size(); i++) shown.add(shown(out.at(i * 1000L), inOrder));
            return shown;
        }
    }

    private static String shown(@Nullable List<Object> elements, boolean inOrder) {
        if (elements == null) return NOTHING;
        List<String> texts = elements.stream()
                .map(element -> String.valueOf(element).replace(" ", ""))
                .toList();
        return shown(String.join(" ", texts), inOrder);
    }

    static BatchFeed<String> feed(List<String> batches) {
        BatchFeed<String> feed = new BatchFeed<>();
        for (String batch : batches) {
            if (batch.equals(NOTHING)) feed.nothing();
            else if (batch.isEmpty()) feed.empty();
            else
                feed.partitions(
                        parts(batch, "/").stream().map(CaseTable::elements).toList());
        }
        return feed;
    }

    private static List<String> elements(String partition) {
        return partition.isEmpty() ? List.of() : Arrays.asList(partition.split(" +"));
    }

    static List<String> parts(String text, String separator) {
        return Arrays.stream(text.split("\\" + separator, -1))
                .map(String::strip)
                .toList();
    }
}
