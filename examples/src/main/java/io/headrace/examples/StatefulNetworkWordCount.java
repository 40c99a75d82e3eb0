package io.headrace.examples;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StorageLevels;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.function.Function3;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Counts words from the start on, not each batch for itself: a state for each word, which begins with two words that are there already.
 * With a directory the counts outlive the process: start it again, and it goes on.
 *
 * <pre>
 *   nc -lk 9999                                                                   # in one terminal; type lines
 *   ./headrace example StatefulNetworkWordCount localhost 9999 word-counts   # in another
 * </pre>
 *
 * <p><b>Threading:</b> the main thread writes the program and waits.
 */
public final class StatefulNetworkWordCount {
    private static final Pattern SPACE = Pattern.compile(" ");

    private StatefulNetworkWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 2, 3, "StatefulNetworkWordCount HOST PORT [DIRECTORY]");
        HeadraceConf conf =
                HeadraceConf.builder().setAppName("StatefulNetworkWordCount").build();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1))) {
            if (args.length == 3) ssc.checkpoint(args[2]);
            PairRdd<String, Integer> initialRdd =
                    ssc.parallelizePairs(List.of(new Tuple2<>("hello", 1), new Tuple2<>("world", 1)));

            DStream<String> lines =
                    ssc.socketTextStream(args[0], Integer.parseInt(args[1]), StorageLevels.MEMORY_AND_DISK_SER);
            PairDStream<String, Integer> wordsDstream = lines.flatMap(
                            line -> Arrays.asList(SPACE.split(line)).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1));
            Function3<String, Optional<Integer>, State<Integer>, Tuple2<String, Integer>> mappingFunc =
                    (word, one, state) -> {
                        int sum = one.orElse(0) + (state.exists() ? state.get() : 0);
                        state.update(sum);
                        return new Tuple2<>(word, sum);
                    };
            MapWithStateDStream<String, Integer, Integer, Tuple2<String, Integer>> stateDstream =
                    wordsDstream.mapWithState(StateSpec.function(mappingFunc).initialState(initialRdd));

            stateDstream.print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
