package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.StreamingContextBuilder;
import io.headrace.engine.random.RandomProgram.Step;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** @param directory empty; null for none */
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
        } catch (Throwable e) {
            return thrown(e);
        }
        return compare();
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
                return;
            }
            for (int tick = from + 1; tick <= to; tick++) {
                go(test, tick);
                test.advance();
            }
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
        if (setup.durable() && directory != null) builder.directory(directory);
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
            new Built(test.context(), List.of(streams.get(output)))
                    .any(0)
                    .foreachRDD((rdd, time) -> note(
                            output,
                            (int) (time.milliseconds() / 1000),
                            rdd.glom().collect()));
        }
    }

    private Object input(StreamTest test, int step, Input input) {
        if (!input.way.isPolled()) return test.stream(feeds.computeIfAbsent(step, s -> input.feed()));
        PolledBatches source = polled.computeIfAbsent(step, s -> new PolledBatches(input));
        return input.way == Input.Way.POLLED_VIEWS
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

    private @Nullable String compare() {
        Model model = new Model(program, traits, batches);
        for (int tick = 1; tick <= batches; tick++) {
            for (int output : program.outputs()) {
                Rows expected = model.at(output, tick);
                Rows actual = given.get(output).get(tick);
                if (expected == null && actual == null) continue;
                boolean inOrder = traits.get(output).inOrder();
                if (expected != null
                        && actual != null
                        && expected.comparable(inOrder).equals(actual.comparable(inOrder))) continue;
                return "s" + output + ", batch " + tick + (inOrder ? "" : " (in any order)") + ":\n    expected "
                        + shown(expected, inOrder) + "\n    but was  " + shown(actual, inOrder);
            }
        }
        return null;
    }

    private static Object shown(@Nullable Rows rows, boolean inOrder) {
        return rows == null ? "nothing" : rows.comparable(inOrder);
    }
}
