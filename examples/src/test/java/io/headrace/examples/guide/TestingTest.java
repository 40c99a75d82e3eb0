package io.headrace.examples.guide;

import io.headrace.Tuple2;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test that docs/testing.md shows. */
class TestingTest {
    // tag::test
    @Test
    void shouldCountWords() throws InterruptedException {
        try (StreamTest test = StreamTest.every(Duration.ofMillis(100))) {
            BatchFeed<String> lines = new BatchFeed<>();
            Collected<Tuple2<String, Integer>> counts = test.collect(test.stream(lines)
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum));

            lines.batch("to be or not", "to be");
            test.advance();
            counts.assertLastInAnyOrder(
                    new Tuple2<>("to", 2), new Tuple2<>("be", 2), new Tuple2<>("or", 1), new Tuple2<>("not", 1));

            test.advance(); // nothing left in the feed: an empty batch
            counts.assertAt(200);
        }
    }
    // end::test
}
