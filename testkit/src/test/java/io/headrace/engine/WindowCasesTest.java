package io.headrace.engine;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What windows give for small inputs, with every relation of window, slide and batch: as who knows Spark expects it. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WindowCasesTest {
    private static Duration s(int seconds) {
        return Durations.seconds(seconds);
    }

    /** {@code a3} as {@code (a,3)}. */
    private static PairDStream<String, Integer> numbered(DStream<String> words) {
        return words.mapToPair(word -> new Tuple2<>(word.substring(0, 1), Integer.valueOf(word.substring(1))));
    }

    private static DStream<Integer> numbers(DStream<String> words) {
        return words.map(Integer::valueOf);
    }

    private static List<Integer> list(Iterable<Integer> values) {
        return StreamSupport.stream(values.spliterator(), false).toList();
    }

    @TestFactory
    List<DynamicTest> shouldLookThroughWindows() {
        String six = "1 | 2 | 3 | 4 | 5 | 6";
        return new CaseTable()
                .inOrder("window 1/1", "1 | ! | 2 | ", "1 | | 2 | ", w -> w.window(s(1)))
                .inOrder("window 3/1", six, "1 | 1 2 | 1 2 3 | 2 3 4 | 3 4 5 | 4 5 6", w -> w.window(s(3)))
                .inOrder("window 9/1", "1 | 2 | | 3", "1 | 1 2 | 1 2 | 1 2 3", w -> w.window(s(9), s(1)))
                .inOrder("window 2/2", six, "! | 1 2 | ! | 3 4 | ! | 5 6", w -> w.window(s(2), s(2)))
                .inOrder("window 4/2", six, "! | 1 2 | ! | 1 2 3 4 | ! | 3 4 5 6", w -> w.window(s(4), s(2)))
                .inOrder("window 3/2", six, "! | 1 2 | ! | 2 3 4 | ! | 4 5 6", w -> w.window(s(3), s(2)))
                .inOrder("window 1/2", six, "! | 2 | ! | 4 | ! | 6", w -> w.window(s(1), s(2)))
                .inOrder("window 2/3", six, "! | ! | 2 3 | ! | ! | 5 6", w -> w.window(s(2), s(3)))
                .inOrder("window 2/5", six, "! | ! | ! | ! | 4 5 | !", w -> w.window(s(2), s(5)))
                .inOrder("window over gaps", "1 | ! | ! | 4", "1 | 1 | | 4", w -> w.window(s(2)))
                .inOrder("window over gaps alone", "! | !", " | ", w -> w.window(s(2)))
                .inOrder(
                        "window of a window",
                        six,
                        "! | 1 2 | ! | 1 2 1 2 3 4 | ! | 1 2 3 4 3 4 5 6",
                        w -> w.window(s(4), s(2)).window(s(4), s(2)))
                .inOrder(
                        "window of a window, slower",
                        six,
                        "! | ! | ! | 1 2 1 2 3 4 | ! | !",
                        w -> w.window(s(4), s(2)).window(s(4), s(4)))
                .inOrder(
                        "window of a window of one",
                        six,
                        "! | 1 2 | ! | 3 4 | ! | 5 6",
                        w -> w.window(s(2), s(2)).window(s(2)))
                .inOrder(
                        "window of partitions",
                        "a / b | c",
                        "[a] [b] | [a] [b] [c]",
                        w -> w.window(s(2)).glom())
                .inOrder(
                        "window of pairs",
                        "a1 | a2",
                        "(a,1) | (a,1) (a,2)",
                        w -> numbered(w).window(s(2)))
                .inOrder(
                        "map of a slow window",
                        six,
                        "! | 1x 2x | ! | 3x 4x | ! | 5x 6x",
                        w -> w.window(s(2), s(2)).map(t -> t + "x"))
                .inOrder(
                        "count of a slow window",
                        "1 | 2 3 | | ",
                        "! | 3 | ! | 0",
                        w -> w.window(s(2), s(2)).count())
                .inOrder(
                        "union of slow windows",
                        "1 | 2 | 3 | 4",
                        "! | 1 2 2 | ! | 3 4 4",
                        w -> w.window(s(2), s(2)).union(w.window(s(1), s(2))))
                .inOrder(
                        "transform of a slow window",
                        "1 | 2 | 3 | 4",
                        "! | 2000:2 | ! | 4000:2",
                        w -> w.window(s(2), s(2))
                                .transform((rdd, time) -> rdd.map(t -> t)
                                        .repartition(1)
                                        .glom()
                                        .map(all -> time.milliseconds() + ":" + all.size())))
                .inOrder(
                        "transformWith of slow windows",
                        "1 | 2",
                        "! | 2 1 2",
                        w -> w.window(s(1), s(2))
                                .transformWith(w.window(s(2), s(2)), (one, two, time) -> one.union(two)))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldReduceWindows() {
        return new CaseTable()
                .inOrder("countByWindow", "a b | | | c", "2 | 2 | 0 | 1", w -> w.countByWindow(s(2), s(1)))
                .inOrder("countByWindow before the first", " | ! | a", " | | 1", w -> w.countByWindow(s(2), s(1)))
                .inOrder("countByWindow 2/2", "a | b | c | | ", "! | 2 | ! | 1 | !", w -> w.countByWindow(s(2), s(2)))
                .inAnyOrder(
                        "countByValueAndWindow",
                        "a a b | a | | ",
                        "(a,2) (b,1) | (a,3) (b,1) | (a,1) | ",
                        w -> w.countByValueAndWindow(s(2), s(1)))
                .inAnyOrder(
                        "countByValueAndWindow in 2",
                        "a | a b",
                        "! | (a,2) (b,1)",
                        w -> w.countByValueAndWindow(s(2), s(2), 2))
                .inOrder(
                        "reduceByWindow",
                        "1 2 | 3 | | ",
                        "3 | 6 | 3 | ",
                        w -> numbers(w).reduceByWindow(Integer::sum, s(2), s(1)))
                .inOrder(
                        "reduceByWindow in order",
                        "a | b | c",
                        "a | ab | bc",
                        w -> w.reduceByWindow((x, y) -> x + y, s(2), s(1)))
                .inOrder(
                        "reduceByWindow inverse",
                        "1 2 | 3 | | ",
                        "3 | 6 | 3 | 0",
                        w -> numbers(w).reduceByWindow(Integer::sum, (x, y) -> x - y, s(2), s(1)))
                .inOrder(
                        "reduceByWindow inverse of nothing",
                        " | ! | ",
                        " | | ",
                        w -> numbers(w).reduceByWindow(Integer::sum, (x, y) -> x - y, s(2), s(1)))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldReduceWindowsByKey() {
        String some = "a1 b2 | a3 | ! | | c5";
        return new CaseTable()
                .inAnyOrder(
                        "plain 2/1",
                        some,
                        "(a,1) (b,2) | (a,4) (b,2) | (a,3) | | (c,5)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, s(2)))
                .inAnyOrder(
                        "plain 2/2",
                        some,
                        "! | (a,4) (b,2) | ! | | !",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, s(2), s(2)))
                .inAnyOrder(
                        "plain 1/2",
                        some,
                        "! | (a,3) | ! | | !",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, s(1), s(2)))
                .inAnyOrder(
                        "plain in order",
                        "a1 | a2 | a3",
                        "(a,1) | (a,12) | (a,23)",
                        w -> numbered(w)
                                .mapValues(String::valueOf)
                                .reduceByKeyAndWindow((x, y) -> x + y, s(2), s(1), 1))
                .inAnyOrder(
                        "inverse keeps zeros",
                        some,
                        "(a,1) (b,2) | (a,4) (b,2) | (a,3) (b,0) | (a,0) (b,0) | (a,0) (b,0) (c,5)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, s(2), s(1)))
                .inAnyOrder(
                        "inverse with a filter",
                        some,
                        "(a,1) (b,2) | (a,4) (b,2) | (a,3) | | (c,5)",
                        w -> numbered(w)
                                .reduceByKeyAndWindow(
                                        Integer::sum, (x, y) -> x - y, s(2), s(1), 2, pair -> pair._2() != 0))
                .inAnyOrder(
                        "inverse by a partitioner",
                        some,
                        "(a,1) (b,2) | (a,4) (b,2) | (a,3) | | (c,5)",
                        w -> numbered(w)
                                .reduceByKeyAndWindow(
                                        Integer::sum,
                                        (x, y) -> x - y,
                                        s(2),
                                        s(1),
                                        new HashPartitioner(2),
                                        pair -> pair._2() != 0))
                .inAnyOrder(
                        "inverse 4/2",
                        "a1 | a2 | a3 | a4 | a5 | a6",
                        "! | (a,3) | ! | (a,10) | ! | (a,18)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, s(4), s(2)))
                .inAnyOrder(
                        "inverse 3/2",
                        "a1 | a2 | a3 | a4 | a5 | a6",
                        "! | (a,3) | ! | (a,9) | ! | (a,15)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, s(3), s(2)))
                .inAnyOrder(
                        "inverse 1/2",
                        "a1 | a2 | a3 | a4 | a5 | ",
                        "! | (a,2) | ! | (a,4) | ! | (a,0)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, s(1), s(2)))
                .inAnyOrder(
                        "a key comes back",
                        "a1 | | | a2",
                        "(a,1) | (a,1) | (a,0) | (a,2)",
                        w -> numbered(w).reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, s(2), s(1)))
                .inAnyOrder(
                        "a dropped key comes back",
                        "a1 | | | a2",
                        "(a,1) | (a,1) | | (a,2)",
                        w -> numbered(w)
                                .reduceByKeyAndWindow(
                                        Integer::sum, (x, y) -> x - y, s(2), s(1), 1, pair -> pair._2() != 0))
                .inAnyOrder(
                        "group",
                        some,
                        "(a,[1]) (b,[2]) | (a,[1,3]) (b,[2]) | (a,[3]) | | (c,[5])",
                        w -> numbered(w).groupByKeyAndWindow(s(2)).mapValues(WindowCasesTest::list))
                .inAnyOrder(
                        "group 2/2",
                        some,
                        "! | (a,[1,3]) (b,[2]) | ! | | !",
                        w -> numbered(w).groupByKeyAndWindow(s(2), s(2)).mapValues(WindowCasesTest::list))
                .tests();
    }
}
