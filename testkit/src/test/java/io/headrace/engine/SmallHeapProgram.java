package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.PairRdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * A program of one batch that groups, joins and sorts more rows than its heap holds, and prints what came of it. Rows are made as they are
 * read; each has a text of a hundred letters.
 */
public final class SmallHeapProgram {
    private static final String LETTERS = "x".repeat(100);
    private static final int PARTITIONS = 8;

    private SmallHeapProgram() {}

    /** Arguments: a directory, an operation, and how many rows there are. */
    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[2]);
        try (StreamingContext context = StreamingContext.builder("small heap")
                .batchInterval(Durations.milliseconds(100))
                .set("headrace.directory", arguments[0])
                .set("headrace.log.durability", "OFF")
                .build()) {
            AtomicBoolean done = new AtomicBoolean();
            context.batchStream(time -> List.of(List.of(0L))).foreachRDD(rdd -> {
                if (done.get()) return;
                List<Long> numbers = LongStream.range(0, PARTITIONS).boxed().toList();
                PairRdd<Long, String> pairs = rdd.context()
                        .parallelize(numbers, PARTITIONS)
                        .union(rdd.filter(any -> false)) // so that it is data of the batch, and its workers compute it
                        .flatMapToPair(partition -> pairs(partition, rows));
                System.out.println("result " + run(arguments[1], pairs, rows));
                done.set(true);
            });
            context.start();
            while (!done.get()) context.awaitTerminationOrTimeout(10);
            context.stop(true, true);
        }
        System.out.println("left " + Files.exists(Path.of(arguments[0]).resolve("spill")));
    }

    private static Iterator<Tuple2<Long, String>> pairs(long partition, long rows) {
        return LongStream.range(0, rows / PARTITIONS)
                .mapToObj(i -> new Tuple2<>(key(i * PARTITIONS + partition, rows), LETTERS + i))
                .iterator();
    }

    /** Each key of the lower half twice, in an order that is none. */
    private static long key(long number, long rows) {
        return number * 7_368_787L % (rows / 2);
    }

    private static String run(String operation, PairRdd<Long, String> pairs, long rows) {
        return switch (operation) {
            case "group" ->
                ""
                        + pairs.groupByKey()
                                .map(group -> {
                                    long count = 0;
                                    for (String unused : group._2()) count++;
                                    return count;
                                })
                                .reduce(Long::sum);
            case "one" ->
                ""
                        + pairs.mapToPair(pair -> new Tuple2<>("all", pair._2()))
                                .groupByKey()
                                .map(group -> {
                                    long letters = 0;
                                    for (String text : group._2()) letters += text.charAt(0) == 'x' ? 1 : 0;
                                    return letters;
                                })
                                .reduce(Long::sum);
            case "join" ->
                "" + pairs.join(pairs.filter(pair -> pair._1() % 2 == 0)).count();
            case "sort" ->
                ""
                        + pairs.sortByKey()
                                .mapPartitions(sorted -> {
                                    long count = 0;
                                    long last = -1;
                                    for (; sorted.hasNext(); count++) {
                                        long next = sorted.next()._1();
                                        if (next < last) throw new IllegalStateException(next + " behind " + last);
                                        last = next;
                                    }
                                    return List.of(count).iterator();
                                })
                                .reduce(Long::sum);
            case "keep" -> {
                PairRdd<Long, String> kept = pairs.persist(StorageLevel.DISK_ONLY);
                long twice =
                        kept.count() + kept.filter(pair -> pair._1() < rows).count();
                yield String.valueOf(twice / 2);
            }
            default -> throw new IllegalArgumentException(operation);
        };
    }
}
