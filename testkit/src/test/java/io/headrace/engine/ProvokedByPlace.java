package io.headrace.engine;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.engine.ErrorsTest.Wrong;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Outputs and inputs in places where they cannot be: their messages, with what provokes them.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ProvokedByPlace {
    private ProvokedByPlace() {}

    private interface Use {
        void of(StreamTest test, DStream<String> words) throws Exception;
    }

    private static Wrong with(Use use) {
        return () -> {
            try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
                BatchFeed<String> feed = new BatchFeed<>();
                feed.batch(List.of("a"));
                use.of(test, test.stream(feed));
            }
        };
    }

    /** @param empty a directory for them */
    static Map<String, Wrong> in(Path empty) {
        Map<String, Wrong> all = new LinkedHashMap<>();
        all.put(
                "\u2026 at \u2026 would replace what \u2026 at \u2026 writes, \u2026: give one of them another prefix or suffix",
                with((test, words) -> {
                    words.saveAsTextFiles(empty + "/same");
                    words.count().saveAsTextFiles(empty + "/same");
                }));
        all.put(
                "\u2026: only file systems of this machine are read and written; mount that one, and name its directory here",
                with((test, words) -> words.saveAsTextFiles("hdfs://there/out")));
        all.put(
                "\u2026 is a file, and output directories cannot lie in it: give the output another prefix",
                with((test, words) -> {
                    words.saveAsTextFiles(Files.writeString(empty.resolve("file"), "text") + "/out");
                    test.advance();
                }));
        all.put(
                "the receiver \u2026 feeds a stream of another context, which runs: give each context a receiver of its own",
                with((test, words) -> {
                    NumberedReceiver receiver = new NumberedReceiver(1);
                    test.context().receiverStream(receiver).foreachRDD(rdd -> {});
                    test.advance();
                    try (StreamTest other = StreamTest.every(Durations.seconds(1))) {
                        other.context().receiverStream(receiver).foreachRDD(rdd -> {});
                        other.context().start();
                        boolean isOver = false; // either may have been the first to have it
                        for (int i = 0; i < 200 && !isOver; i++)
                            isOver = other.context().awaitTerminationOrTimeout(50)
                                    || test.context().awaitTerminationOrTimeout(50);
                    }
                }));
        all.put(
                "port \u2026; it must be from 1 to 65535",
                with((test, words) -> test.context().rawSocketStream("h", 0)));
        all.put(
                "a rate of \u2026 records a second; it must be from 1 to 1000000000",
                with((test, words) -> test.context().rateStream(0)));
        all.put("output directory \u2026 already exists: name another one", with((test, words) -> {
            words.foreachRDD(rdd -> rdd.saveAsTextFile(empty.toString()));
            test.advance();
        }));
        all.put(
                "headrace.directory is \u2026, which cannot be made (\u2026): name a directory that this user may make, and that lies in no"
                        + " file",
                with((test, words) -> {
                    words.print();
                    test.context().checkpoint(Files.writeString(empty.resolve("log"), "text") + "/here");
                    test.context().start();
                }));
        all.put(
                "this receiver belongs to no running context: give it to receiverStream(...) and call its methods from onStart on",
                with((test, words) -> new NumberedReceiver(1).stop("too early")));
        return all;
    }
}
