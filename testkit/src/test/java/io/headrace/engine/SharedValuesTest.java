package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Accumulator;
import io.headrace.Broadcast;
import io.headrace.CollectionAccumulator;
import io.headrace.DatasetContext;
import io.headrace.DoubleAccumulator;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.LongAccumulator;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcast values and accumulators. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedValuesTest {
    @Test
    void shouldPortTheRecoverableWordCount() throws Exception {
        List<String> shown = new ArrayList<>();
        List<Long> dropped = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            BatchFeed<String> feed = new BatchFeed<>();
            LongAccumulator[] counter = new LongAccumulator[1];
            test.stream(feed)
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD((rdd, time) -> {
                        DatasetContext sc = rdd.context();
                        Broadcast<Set<String>> excluded = sc.broadcast(Set.of("a", "b"));
                        if (counter[0] == null) counter[0] = sc.longAccumulator("DroppedWordsCounter");
                        shown.add(rdd.filter(count -> {
                                    if (!excluded.value().contains(count._1())) return true;
                                    counter[0].add((long) count._2());
                                    return false;
                                })
                                .collect()
                                .toString());
                        dropped.add(counter[0].value());
                    });
            feed.batch("a", "x", "b", "a");
            feed.batch("b");
            test.advance(2);
        }
        assertThat(shown).containsExactly("[(x,1)]", "[]");
        assertThat(dropped).containsExactly(3L, 4L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldCountInTheOrderOfPartitionsWhoeverComputesThem(int workers) throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.workers(workers))) {
            DatasetContext sc = test.context().sparkContext();
            CollectionAccumulator<Integer> seen = sc.collectionAccumulator("seen");
            DoubleAccumulator doubles = sc.doubleAccumulator("doubles");
            Accumulator<String> texts = sc.accumulator("", String::concat, "texts");
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed)
                    .map(n -> {
                        seen.add(n);
                        doubles.add(1.0 / (n + 1));
                        texts.add(n + ",");
                        return n;
                    })
                    .mapToPair(n -> new Tuple2<>(n % 3, n))
                    .reduceByKey(Integer::sum)
                    .foreachRDD(rdd -> assertThat(rdd.count()).isEqualTo(3));
            List<List<Integer>> partitions = new ArrayList<>();
            for (int i = 0; i < 20; i++)
                partitions.add(IntStream.range(i * 10, i * 10 + 10).boxed().toList());
            feed.partitions(partitions);
            test.advance(1);
            List<Integer> all = IntStream.range(0, 200).boxed().toList();
            assertThat(seen.value()).isEqualTo(all);
            double total = 0;
            for (List<Integer> partition : partitions) {
                double part = 0;
                for (int n : partition) part += 1.0 / (n + 1);
                total += part;
            }
            assertThat(doubles.sum()).isEqualTo(total);
            assertThat(doubles.count()).isEqualTo(200);
            assertThat(texts.value()).startsWith("0,1,2,").endsWith(",198,199,");
        }
    }

    @Test
    void shouldForgetWhatAFailedActionAdded() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            DatasetContext sc = test.context().sparkContext();
            LongAccumulator counted = sc.longAccumulator();
            var rdd = sc.parallelize(List.of(1, 2, 3, 0), 2).map(n -> {
                counted.add(1L);
                return 6 / n;
            });
            assertThatThrownBy(rdd::collect).hasMessageContaining("/ by zero");
            assertThat(counted.isZero()).isTrue();
            assertThat(rdd.take(3)).containsExactly(6, 3, 2);
            assertThat(counted.sum()).isEqualTo(3);
            counted.add(4);
            assertThat(counted.avg()).isEqualTo(7.0 / 4);
            counted.reset();
            assertThat(counted.value()).isZero();
        }
    }

    @Test
    void shouldCountABatchOnceThatIsComputedAgainWithoutTheRecordsThatThrow(@TempDir Path directory) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("dead-letters")
                .batchInterval(Durations.milliseconds(20))
                .directory(directory)
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .build()) {
            LongAccumulator staged = context.sparkContext().longAccumulator("staged");
            LongAccumulator lazy = context.sparkContext().longAccumulator("lazy");
            List<List<Integer>> given = List.of(List.of(1, 2), List.of(0, 3));
            boolean[] isGiven = new boolean[1];
            var numbers = context.<Integer>batchStream(time -> {
                if (isGiven[0]) return List.of();
                isGiven[0] = true;
                return given;
            });
            numbers.map(n -> {
                        staged.add(1L);
                        return 6 / n;
                    })
                    .reduce(Integer::sum)
                    .foreachRDD(rdd -> {
                        if (rdd.count() > 0) assertThat(rdd.first()).isEqualTo(11);
                    });
            numbers.filter(n -> {
                        lazy.add(1L);
                        return 6 / n > 0;
                    })
                    .foreachRDD(rdd -> {
                        if (rdd.count() == 3) done.countDown();
                    });
            context.start();
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(staged.sum()).isEqualTo(3);
            assertThat(lazy.sum()).isEqualTo(3);
        }
    }

    @Test
    void shouldSayThatABroadcastValueIsGone() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            Broadcast<String> value = test.context().sparkContext().broadcast("x");
            value.unpersist();
            assertThat(value.value()).isEqualTo("x");
            value.destroy();
            assertThatThrownBy(value::getValue).hasMessageContaining("was used after destroy()");
        }
    }

    @Test
    void shouldMakeDataOfNoBatch() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            DatasetContext sc = test.context().sparkContext();
            assertThat(sc.emptyRdd().collect()).isEmpty();
            assertThat(sc.emptyRdd().getNumPartitions()).isZero();
            assertThat(sc.union(sc.parallelize(List.of(1)), sc.parallelize(List.of(2)), sc.<Integer>emptyRdd())
                            .collect())
                    .containsExactly(1, 2);
            assertThat(sc.parallelizeDoubles(List.of(1.0, 2.0)).sum()).isEqualTo(3);
            assertThat(sc.parallelize(List.of(1)).context()).isSameAs(sc);
            Accumulator<Integer> old = sc.accumulator(5, "old");
            sc.parallelize(List.of(1, 2)).foreach(old::add);
            assertThat(old.value()).isEqualTo(8);
            assertThat(old).hasToString("Accumulator(id: " + old.id() + ", name: old, value: 8)");
        }
    }
}
