package io.headrace.examples;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Counts the words of the files that are moved into a directory while it runs, whole files at a time: Spark's HdfsWordCount.
 *
 * <pre>
 *   ./headrace example FileWordCount /tmp/in                            # in one terminal
 *   echo to be or not to be &gt; /tmp/text &amp;&amp; mv /tmp/text /tmp/in/text-1   # in another
 * </pre>
 *
 * <p><b>Threading:</b> the main thread writes the program and waits.
 */
public final class FileWordCount {
    private static final Pattern SPACE = Pattern.compile(" ");

    private FileWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 1, 1, "FileWordCount DIRECTORY");
        HeadraceConf conf = HeadraceConf.builder().setAppName("FileWordCount").build();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1))) {
            DStream<String> lines = ssc.textFileStream(args[0]);
            PairDStream<String, Integer> wordCounts = lines.flatMap(
                            line -> Arrays.asList(SPACE.split(line)).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum);

            wordCounts.print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
