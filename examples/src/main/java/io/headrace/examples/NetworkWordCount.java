package io.headrace.examples;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.PairDStream;
import io.headrace.StorageLevels;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Counts the words of each second's lines, which come from a text server: Spark's first program, on objects.
 *
 * <pre>
 *   nc -lk 9999                                              # in one terminal; type lines
 *   ./headrace example NetworkWordCount localhost 9999       # in another
 * </pre>
 *
 * <p><b>Threading:</b> the main thread writes the program and waits.
 */
public final class NetworkWordCount {
    private static final Pattern SPACE = Pattern.compile(" ");

    private NetworkWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 2, 2, "NetworkWordCount HOST PORT");
        HeadraceConf conf =
                HeadraceConf.builder().setAppName("NetworkWordCount").build();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1))) {
            DStream<String> lines =
                    ssc.socketTextStream(args[0], Integer.parseInt(args[1]), StorageLevels.MEMORY_AND_DISK_SER);
            DStream<String> words =
                    lines.flatMap(line -> Arrays.asList(SPACE.split(line)).iterator());
            PairDStream<String, Integer> wordCounts =
                    words.mapToPair(word -> new Tuple2<>(word, 1)).reduceByKey(Integer::sum);

            wordCounts.print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
