package io.headrace.bench.peers.flink;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** How long it is from before the JVM was started to the end of a small word count. */
public final class FirstBatch implements Contender {
    private static final int WORDS = 4;
    private static final double SECOND = 1e9;

    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment environment = Flinks.environment(task);
        int counted = environment
                .fromData("to be or not")
                .flatMap(FirstBatch::split)
                .returns(Types.TUPLE(Types.STRING, Types.INT))
                .keyBy(pair -> pair.f0, Types.STRING)
                .reduce((sum, next) -> new Tuple2<>(sum.f0, sum.f1 + next.f1))
                .executeAndCollect(WORDS + 1)
                .size();
        task.answer("time", task.nanosSinceLaunch() / SECOND, "s");
        if (counted != WORDS) throw new IllegalStateException(counted + " words counted, not " + WORDS);
    }

    @SuppressWarnings("StringSplitter") // as all contenders do
    private static void split(String line, Collector<Tuple2<String, Integer>> out) {
        for (String word : line.split(" ")) out.collect(new Tuple2<>(word, 1));
    }
}
