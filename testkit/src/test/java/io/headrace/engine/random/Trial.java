package io.headrace.engine.random;

import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.RddLike;
import io.headrace.StreamingContextBuilder;
import io.headrace.engine.random.RandomProgram.Step;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program on the engine, and compares every output of every batch with the model.
 *
 * <p><b>Threading:</b> the test's thread; outputs are noted by the engine's.
 */
final class Trial {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int FRAMES = 6;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final RandomProgram program;
    private final List<Traits> traits;
    private final Setup setup;
    private final @Nullable Path directory;
    private final int batches;
    private final Map<Integer, Map<Integer, Rows>> given = new HashMap<>();
    private final Map<Integer, BatchFeed<Object>> feeds = new HashMap<>();
    private final Map<Integer, PolledBatches> polled = new HashMap<>();
    private final Map<Integer, SeenBySink> sinks = new HashMap<>();
    private int letters;

    /** @param directory of this trial alone, not there yet; null for none */
    Trial(RandomProgram program, List<Traits> traits, Setup setup, @Nullable Path directory) {
        this.program = program;
        this.traits = traits;
        this.setup = setup;
        this.directory = directory;
        this.batches = program.batches();
    }

    /** What differs, in words; null when nothing does. */
    @Nullable
    String difference() {
        try {
            int first = setup.restartBehind() == 0 ? batches : setup.restartBehind();
            run(0, first);
            if (first < batches) run(first, batches);
            return compare();
        } catch (Throwable e) {
            return thrown(e);
        }
    }

    /** What was thrown and why, with the places where that was. */
    private static String thrown(Throwable e) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            text.append("    ").append(cause).append('\n');
            for (StackTraceElement frame :
                    Arrays.asList(cause.getStackTrace()).subList(0, Math.min(FRAMES, cause.getStackTrace().length)))
                text.append("      at ").append(frame).append('\n');
        }
        return text.toString();
    }

    private void run(int from, int to) throws InterruptedException {
        try (StreamTest test = StreamTest.every(SECOND, this::settings)) {
            test.deadline(DEADLINE);
            test.clock().set(Instant.ofEpochSecond(from));
            write(test);
            if (setup.isHasty() && polled.isEmpty()) {
                test.advanceAtOnce(to - from);
            } else {
                for (int tick = from + 1; tick <= to; tick++) {
                    go(test, tick);
                    test.advance();
                }
            }
            letters += test.context().deadLetters().size();
            if (to % 2 == 0) test.context().stop(true, true);
        }
    }

    private void go(StreamTest test, int tick) throws InterruptedException {
        if (polled.isEmpty()) return;
        test.advance(0); // it is started
        for (PolledBatches source : polled.values()) source.go(tick, DEADLINE.toNanos());
    }

    private StreamingContextBuilder settings(StreamingContextBuilder builder) {
        builder.workers(setup.workers())
                .set("headrace.batch.concurrent.jobs", String.valueOf(setup.concurrentJobs()))
                .set("headrace.core.pinning", "OFF");
        if (setup.joinsLate()) builder.set("headrace.behind.response", "JOIN").set("headrace.behind.after", "1ms");
        if (program.throwsSome()) builder.failurePolicy(FailurePolicy.DEAD_LETTER);
        if (setup.durable() && directory != null) builder.directory(directory.resolve("engine"));
        return builder;
    }

    private void write(StreamTest test) {
        List<Object> streams = new ArrayList<>();
        for (int i = 0; i < program.steps().size(); i++) {
            Step step = program.steps().get(i);
            Built of = new Built(test.context(), RandomProgram.parentsOf(step, streams));
            Object stream = step.op() instanceof Input input
                    ? input(test, i, input)
                    : step.op().build(of, RandomProgram.parentsOf(step, traits), step.args());
            streams.add(stream);
            if (setup.durable()) new Built(test.context(), List.of(stream)).name("s" + i);
        }
        for (int output : program.outputs()) {
            given.computeIfAbsent(output, o -> new TreeMap<>());
            write(output, new Built(test.context(), List.of(streams.get(output))).any(0));
        }
    }

    private void write(int output, DStreamLike<Object, ?, ? extends RddLike<Object>> stream) {
        switch (setup.way(output)) {
            case FUNCTION ->
                stream.foreachRDD((rdd, time) ->
                        note(output, tickOf(time.milliseconds()), rdd.glom().collect()));
            case SINK ->
                stream.sinkTo(sinks.computeIfAbsent(
                        output, o -> new SeenBySink((time, rows) -> note(output, tickOf(time), rows))));
            case TEXT_FILES -> stream.saveAsTextFiles(textFiles(output), "txt");
        }
    }

    private static int tickOf(long millis) {
        return (int) (millis / 1000);
    }

    private String textFiles(int output) {
        return Objects.requireNonNull(directory).resolve("s" + output).toString();
    }

    /** What was saved of a batch; null when nothing was. */
    private @Nullable Rows saved(int output, int tick) throws IOException {
        Path batch = Path.of(textFiles(output) + "-" + tick * 1000L + ".txt");
        if (!Files.exists(batch)) return null;
        if (!Files.exists(batch.resolve("_SUCCESS"))) throw new IllegalStateException(batch + " is not whole");
        List<List<Object>> parts = new ArrayList<>();
        try (Stream<Path> files = Files.list(batch)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith("part-"))
                    parts.add(new ArrayList<>(Files.readAllLines(file)));
            }
        }
        return new Rows(parts).withoutEmptyParts();
    }

    private Object input(StreamTest test, int step, Input input) {
        if (!input.way.isPolled()) return test.stream(feeds.computeIfAbsent(step, s -> input.feed()));
        PolledBatches source = polled.computeIfAbsent(step, s -> PolledBatches.of(input));
        return input.way == Input.Way.POLLED_VIEWS && !setup.asObjects()
                ? test.context().polledUtf8Stream("source " + step, source)
                : test.context().polledStream("source " + step, source, io.headrace.memory.codec.Codecs.TEXT);
    }

    private void note(int output, int tick, List<List<Object>> partitions) {
        Rows rows = new Rows(partitions);
        synchronized (given) {
            Rows before = given.get(output).put(tick, rows);
            boolean inOrder = traits.get(output).inOrder();
            if (before != null && !before.comparable(inOrder).equals(rows.comparable(inOrder)))
                throw new IllegalStateException(
                        "s" + output + " gave batch " + tick + " again, and differently: " + before + ", " + rows);
        }
    }

    private @Nullable String compare() throws IOException {
        Model model = new Model(program, traits, batches);
        for (int tick = 1; tick <= batches; tick++) {
            for (int output : program.outputs()) {
                String difference = difference(output, tick, model.at(output, tick));
                if (difference != null) return difference;
            }
        }
        return letters == model.deadLetters() ? null : letters + " dead letters instead of " + model.deadLetters();
    }

    private @Nullable String difference(int output, int tick, @Nullable Rows meant) throws IOException {
        Rows actual = given.get(output).get(tick);
        Rows expected = meant;
        switch (setup.way(output)) {
            case FUNCTION -> {
                // Partition by partition.
            }
            case SINK -> { // it need not see what is empty
                expected = expected == null ? Rows.NONE : expected.withoutEmptyParts();
                actual = actual == null ? Rows.NONE : actual.withoutEmptyParts();
            }
            case TEXT_FILES -> {
                expected = expected == null ? null : expected.texts();
                actual = saved(output, tick);
            }
        }
        if (expected == null && actual == null) return null;
        boolean inOrder = traits.get(output).inOrder();
        if (expected != null && actual != null && expected.comparable(inOrder).equals(actual.comparable(inOrder)))
            return null;
        return "s" + output + " (" + setup.way(output) + "), batch " + tick + (inOrder ? "" : " (in any order)")
                + ":\n    expected " + shown(expected, inOrder) + "\n    but was  " + shown(actual, inOrder);
    }

    private static Object shown(@Nullable Rows rows, boolean inOrder) {
        return rows == null ? "nothing" : rows.comparable(inOrder);
    }
}
