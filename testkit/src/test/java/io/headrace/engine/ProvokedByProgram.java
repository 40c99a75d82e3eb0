package io.headrace.engine;

import io.headrace.Broadcast;
import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.FlatJoin;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.Rdd;
import io.headrace.StateSpec;
import io.headrace.StatsReportListener;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.ViewDStream;
import io.headrace.engine.ErrorsTest.Wrong;
import io.headrace.engine.random.PolledBatches;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.receiver.FullPolicy;
import io.headrace.source.Tls;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Calls that a program cannot make, and programs that cannot start: their messages, with what provokes them.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ProvokedByProgram {
    private static final Duration SECOND = Durations.seconds(1);

    /** A state that cannot be one. */
    private interface Endless {
        @SuppressWarnings("UnusedMethod") // found by reflection
        String note();
    }

    private ProvokedByProgram() {}

    private static Wrong with(Consumer<StreamTest> program) {
        return started(builder -> builder, program);
    }

    private static Wrong started(UnaryOperator<StreamingContextBuilder> settings, Consumer<StreamTest> program) {
        return () -> {
            try (StreamTest test = StreamTest.every(SECOND, settings)) {
                program.accept(test);
                test.context().start();
            }
        };
    }

    private static DStream<String> words(StreamTest test) {
        return test.stream(new BatchFeed<>());
    }

    private static PairDStream<String, Long> pairs(StreamTest test) {
        return words(test).mapToPair(word -> new Tuple2<>(word, 1L));
    }

    private static ViewDStream<Utf8View> lines(StreamTest test) {
        return test.context().polledUtf8Stream("lines", PolledBatches.of(List.of()));
    }

    /** @param empty a directory for one of them */
    static Map<String, Wrong> all(Path empty) {
        Map<String, Wrong> all = new LinkedHashMap<>();
        streams(all);
        files(all);
        states(all);
        joins(all);
        values(all);
        starts(all, empty);
        return all;
    }

    private static void streams(Map<String, Wrong> all) {
        all.put(
                "\u2026: maxRate(\u2026): give 1 or more records a second",
                with(test -> test.context().rateStream(1).maxRate(0)));
        all.put(
                "\u2026: \u2026 is for the stream of a receiver, right behind the call that made it; this one takes nothing in by"
                        + " itself",
                with(test -> test.context().rateStream(1).map(n -> n).maxRate(1)));
        all.put(
                "types(\u2026) names \u2026 classes; give one for elements, or two for keys and values",
                with(test -> words(test).types()));
        all.put(
                "types(\u2026) of a stream of pairs names \u2026 classes; give those of keys and values",
                with(test -> pairs(test).types(String.class)));
        all.put(
                "slice from \u2026 to \u2026: the first is the later one",
                with(test -> words(test).slice(new Time(2_000), new Time(1_000))));
        all.put(
                "data of \u2026 was asked for before start()",
                with(test -> words(test).slice(new Time(1_000), new Time(2_000))));
        all.put(
                "checkpoint: the interval is \u2026, and the stream has a dataset every \u2026: give a multiple of that",
                with(test -> words(test).checkpoint(Duration.ofMillis(1_500))));
        all.put(
                "\u2026 at \u2026: the \u2026 is null: give one",
                with(test -> words(test).window(null)));
        all.put(
                "a socket of no host: name one, such as localhost",
                with(test -> test.context().socketTextStream("", 1)));
        all.put(
                "Tls.trusting: the key store \u2026 cannot be read (\u2026): name a PKCS12 or JKS file, and its password",
                () -> Tls.trusting(Path.of("no", "such", "store"), ""));
        all.put("a stream's name is blank at \u2026", with(test -> words(test).name(" ")));
    }

    private static void files(Map<String, Wrong> all) {
        all.put(
                "a stream of files of no directory: name one",
                with(test -> test.context().textFileStream("")));
        all.put(
                "a stream of files of \u2026: only directories of this machine's file systems are watched; mount it, or write a"
                        + " receiver",
                with(test -> test.context().textFileStream("hdfs://there/in")));
        all.put(
                "a stream of files of \u2026: ** is not supported; write one * for each level of directories",
                with(test -> test.context().textFileStream("/in/**")));
        all.put(
                "records of \u2026 bytes; at most \u2026 are taken: set headrace.record.max.bytes, or headrace.block.bytes to larger"
                        + " blocks",
                with(test -> test.context().binaryRecordsStream("/in", Integer.MAX_VALUE)));
        all.put(
                "input path does not exist: \u2026",
                with(test -> test.context().sparkContext().textFile("/no/such/file")));
    }

    private static void states(Map<String, Wrong> all) {
        all.put(
                "types(\u2026) of mapWithState names \u2026 classes; give two, of its keys and of its states",
                with(test -> pairs(test)
                        .mapWithState(StateSpec.<String, Long, Long, String>function((key, one, state) -> key))
                        .types(String.class)));
        all.put(
                "a timeout of \u2026: give a millisecond or more, or no timeout",
                with(test -> StateSpec.<String, Long, Long, String>function((key, one, state) -> key)
                        .timeout(Duration.ZERO)));
        FlatViews<Endless> endless =
                FlatViews.of(Endless.class, FlatLayout.builder().addText("note").build());
        all.put(
                "\u2026 of \u2026 has no fixed length, for a text takes the rest: give the text a length with addAscii(name,"
                        + " length)",
                with(test -> FlatStateSpec.<Utf8View, Endless, Endless>function(
                        endless, endless, (line, state, out) -> {})));
        all.put(
                "mapWithState: the initial state of \u2026 could not be written: \u2026",
                with(test -> flat().initialState(
                                test.context().parallelizePairs(List.of(new Tuple2<>("k", "no number"))),
                                (pair, sum) -> sum.sum(Long.parseLong(pair._2())))));
        all.put(
                "mapWithState: an initial state has the key \u2026, and the keys of \u2026 are \u2026: give such keys",
                with(test -> lines(test)
                        .mapWithState(
                                Keys.text(line -> line),
                                flat().initialState(
                                                test.context().parallelizePairs(List.of(new Tuple2<>(7, 8L))),
                                                (pair, sum) -> sum.sum(pair._2())))));
    }

    private static void joins(Map<String, Wrong> all) {
        all.put(
                "join: one key is a text and the other one a long, which are never equal: give two of Keys.text(\u2026),"
                        + " or two of Keys.ofLong(\u2026)",
                with(test -> FlatJoin.<Utf8View, Utf8View, MappedStates.Out>on(
                        Keys.text(line -> line),
                        Keys.ofLong(line -> 1L),
                        MappedStates.OUTS,
                        (left, right, out) -> {})));
    }

    private static FlatStateSpec<Utf8View, MappedStates.Sum, MappedStates.Out> flat() {
        return FlatStateSpec.function(MappedStates.SUMS, MappedStates.OUTS, (line, state, out) -> {});
    }

    private static void values(Map<String, Wrong> all) {
        all.put("\u2026 was used after destroy(): destroy it when nothing needs it any more", with(test -> {
            Broadcast<String> shared = test.context().sparkContext().broadcast("x");
            shared.destroy();
            shared.value();
        }));
        all.put("union() of no data: give one or more", with(test -> unionOfNone(test.context())));
        all.put(
                "statistics of \u2026 batches; give 1 or more",
                with(test -> test.context().addStreamingListener(new StatsReportListener(0))));
        all.put(
                "context \"\u2026\" has no batch interval: give batchInterval(Duration.ofMillis(10)), or set \u2026",
                () -> StreamingContext.builder("x").build().close());
        all.put(
                "headrace.\u2026=\u2026: it must be \u2026",
                () -> StreamingContext.builder("x").set("headrace.workers", "many"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of no data
    private static void unionOfNone(StreamingContext context) {
        context.sparkContext().union(new Rdd[0]);
    }

    private static void starts(Map<String, Wrong> all, Path empty) {
        all.put(
                "\u2026: there is no such engine on the class path; there are: \u2026",
                started(
                        builder -> builder.set("headrace.backend", "abacus"),
                        test -> words(test).print()));
        all.put(
                "headrace.block.count=\u2026: \u2026 inputs need \u2026 blocks at least, \u2026 of them in each ring; raise it, or lower"
                        + " headrace.receiver.ring.slots",
                started(
                        builder -> builder.set("headrace.block.count", "2"),
                        test -> test.context().rateStream(1).print()));
        all.put(
                "headrace.checkpoint.interval=\u2026ms: it must be a multiple of the batch interval, \u2026",
                started(
                        builder -> builder.directory(empty).set("headrace.checkpoint.interval", "1500ms"),
                        test -> words(test).window(SECOND).print()));
        all.put(
                "\u2026: when it is full it is to \u2026, but \u2026",
                with(test -> test.context()
                        .polledUtf8Stream("lines", new PolledWords(List.of()))
                        .whenFull(FullPolicy.DROP_NEWEST)
                        .print()));
        all.put(
                "headrace.behind.response=SHED: no input of the program may drop what comes, so nothing would be shed; say"
                        + " whenFull(DROP_NEWEST) or whenFull(DROP_OLDEST) of an input that may lose records, or set"
                        + " headrace.behind.response to WARN or JOIN",
                started(
                        builder -> builder.set("headrace.behind.response", "SHED"),
                        test -> test.context().rateStream(1).print()));
        all.put(
                "\u2026: its receiver feeds another stream already, \u2026: use that stream twice, or make a second receiver",
                with(test -> {
                    NumberedReceiver receiver = new NumberedReceiver(1);
                    test.context().receiverStream(receiver).print();
                    test.context().receiverStream(receiver).print();
                }));
        all.put(
                "\u2026: .types(\u2026), but its rows are text: leave the hint out, and map the text to objects",
                with(test -> test.context()
                        .socketTextStream("localhost", 1)
                        .types(Long.class)
                        .print()));
    }
}
