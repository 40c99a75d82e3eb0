package io.headrace.examples;

import io.headrace.Broadcast;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.LongAccumulator;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.StreamingContext;
import io.headrace.Time;
import io.headrace.Tuple2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Appends the word counts of each second to a file, and goes on where it was when it is killed and started again: what had been received
 * is counted, in the batches that it was in.
 *
 * <pre>
 *   nc -lk 9999                                                                                 # in one terminal
 *   ./headrace example RecoverableNetworkWordCount localhost 9999 context counts.txt  # in another
 * </pre>
 *
 * <p>The words that are left out are broadcast, and counted by an accumulator, which begins from zero at each start.
 *
 * <p><b>Threading:</b> the main thread writes the program and waits; the output runs on the engine's thread.
 */
public final class RecoverableNetworkWordCount {
    private static final Pattern SPACE = Pattern.compile(" ");

    private RecoverableNetworkWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 4, 4, "RecoverableNetworkWordCount HOST PORT DIRECTORY OUTPUT_FILE");
        String host = args[0];
        int port = Integer.parseInt(args[1]);
        String directory = args[2];
        Path output = Path.of(args[3]);
        try (StreamingContext ssc = StreamingContext.getOrCreate(directory, () -> createContext(host, port, output))) {
            ssc.start();
            ssc.awaitTermination();
        }
    }

    /** Called at every start: what is in the directory is data, the program is this code. */
    private static StreamingContext createContext(String host, int port, Path output) {
        HeadraceConf conf =
                HeadraceConf.builder().setAppName("RecoverableNetworkWordCount").build();
        StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1));
        PairDStream<String, Integer> wordCounts = ssc.socketTextStream(host, port)
                .flatMap(line -> Arrays.asList(SPACE.split(line)).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKey(Integer::sum);
        Broadcast<List<String>> excluded = ssc.sparkContext().broadcast(List.of("a", "b", "c"));
        LongAccumulator dropped = ssc.sparkContext().longAccumulator("DroppedWordsCounter");
        wordCounts.foreachRDD((rdd, time) -> append(output, rdd, time, excluded, dropped));
        return ssc;
    }

    private static void append(
            Path output,
            PairRdd<String, Integer> rdd,
            Time time,
            Broadcast<List<String>> excluded,
            LongAccumulator dropped)
            throws IOException {
        List<Tuple2<String, Integer>> counts = rdd.filter(count -> {
                    if (!excluded.value().contains(count._1())) return true;
                    dropped.add(count._2());
                    return false;
                })
                .collect();
        if (counts.isEmpty()) return;
        String line = "Counts at time " + time + " " + counts + ", batch " + rdd.batchId() + ", " + dropped.value()
                + " words dropped so far" + System.lineSeparator();
        System.out.print(line);
        Files.writeString(output, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
