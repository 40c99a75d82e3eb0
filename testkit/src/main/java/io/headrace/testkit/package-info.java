/**
 * Tests streaming programs in milliseconds, without a socket and without waiting: time passes when the test says so.
 *
 * <pre>{@code
 * try (StreamTest test = StreamTest.every(Duration.ofMillis(100))) {
 *     BatchFeed<String> lines = new BatchFeed<>();
 *     Collected<Tuple2<String, Integer>> counts = test.collect(test.stream(lines)
 *             .flatMap(line -> List.of(line.split(" ")).iterator())
 *             .mapToPair(word -> new Tuple2<>(word, 1))
 *             .reduceByKey(Integer::sum));
 *     lines.batch("to be or not", "to be");
 *     test.advance();
 *     counts.assertLastInAnyOrder(
 *             new Tuple2<>("to", 2), new Tuple2<>("be", 2), new Tuple2<>("or", 1), new Tuple2<>("not", 1));
 * }
 * }</pre>
 */
@NullMarked
package io.headrace.testkit;

import org.jspecify.annotations.NullMarked;
