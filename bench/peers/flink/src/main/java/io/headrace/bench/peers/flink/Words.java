package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Task;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.Collector;

/** Word count in tumbling windows, a pass over the file being a window. */
public final class Words implements Contender {
    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        environment
                .addSource(new Repeated<>(Words::lines), "lines", Types.STRING)
                .flatMap(Words::split)
                .returns(Types.TUPLE(Types.STRING, Types.INT))
                .keyBy(pair -> pair.f0, Types.STRING)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(1)))
                .reduce(Words::sum)
                .addSink(new TallySink<>((tally, row) -> tally.add(KeyHash.of(row.f0), row.f1)));
        environment.execute();
    }

    @SuppressWarnings("StringSplitter") // as all contenders do
    private static void split(String line, Collector<Tuple2<String, Integer>> out) {
        for (String word : line.split(" ")) out.collect(new Tuple2<>(word, 1));
    }

    /** The state's object is changed in place: with object reuse it belongs to the window. */
    private static Tuple2<String, Integer> sum(Tuple2<String, Integer> sum, Tuple2<String, Integer> next) {
        sum.f1 += next.f1;
        return sum;
    }

    static Repeated.Part<String> lines(int part, int parts) throws Exception {
        List<String> lines = InputLines.read(Task.current().input(), parts).get(part);
        return lines::forEach;
    }
}
