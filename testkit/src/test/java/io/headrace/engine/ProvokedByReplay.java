package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.Replay;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.engine.ErrorsTest.Wrong;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Batches that cannot be run again: the messages, with what provokes them.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ProvokedByReplay {
    private ProvokedByReplay() {}

    /** What the program remembers. */
    private enum Kept {
        SUMS,
        SUMS_OF_OTHER_TYPES,
        NOTHING
    }

    private static void write(StreamingContext context, Kept kept) {
        var pairs =
                context.batchStream(new BatchFeed<String>()).name("words").mapToPair(word -> new Tuple2<>(word, 1L));
        if (kept == Kept.NOTHING) {
            pairs.print();
            return;
        }
        var sums = pairs.<Long>updateStateByKey((values, sum) -> Optional.of(sum.orElse(0L) + values.size()))
                .name("sums");
        if (kept == Kept.SUMS_OF_OTHER_TYPES) sums.types(String.class, Long.class);
        sums.print();
    }

    private static StreamingContext written(Kept kept, boolean isStarted) {
        StreamingContext context = StreamingContext.builder("again")
                .batchInterval(Durations.seconds(1))
                .build();
        write(context, kept);
        if (isStarted) context.start();
        return context;
    }

    /** @param empty a directory of this class alone */
    static Map<String, Wrong> in(Path empty) throws InterruptedException {
        Path context = empty.resolve("context");
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.directory(context))) {
            write(test.context(), Kept.SUMS);
            test.advance(2);
        }
        Map<String, Wrong> all = new LinkedHashMap<>();
        all.put(
                "\u2026 is not a directory: give the one of a context, which holds log/",
                () -> Replay.batches(empty.resolve("nowhere")));
        all.put(
                "there is no log in \u2026, so no batch can be run again: a context writes one when it has a directory, and"
                        + " headrace.log.durability is not OFF",
                () -> Replay.batches(context.resolve("log")));
        all.put(
                "which batch? Give batch(\"3-1042\"); Replay.batches(directory) has them",
                () -> Replay.of(context).run(() -> written(Kept.SUMS, false)));
        all.put("\"\u2026\" is no batch id; \u2026", () -> Replay.of(context).batch("two"));
        all.put(
                "batch \u2026 of \u2026 cannot be run again: \u2026; \u2026. How far back the log is kept says headrace.log.replay;"
                        + " \u2026",
                () -> Replay.of(context).batch(7).run(() -> written(Kept.SUMS, false)));
        all.put(
                "the factory has started context \"\u2026\": to run a batch again it must only write the program, and return the"
                        + " context",
                () -> Replay.of(context).batch(1).run(() -> written(Kept.SUMS, true)));
        all.put(
                "the directory has the \u2026 \"\u2026\" (\u2026), and the program has not; it has \u2026: give the one that goes on with"
                        + " it that name with .name(\"\u2026\"), or \u2026",
                () -> Replay.of(context).batch(1).run(() -> written(Kept.NOTHING, false)));
        all.put(
                "\u2026 is not what it was: \u2026",
                () -> Replay.of(context).batch(1).run(() -> written(Kept.SUMS_OF_OTHER_TYPES, false)));
        return all;
    }
}
