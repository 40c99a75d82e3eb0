package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DamagedDirectoryException;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.PairDStream;
import io.headrace.Replay;
import io.headrace.ReplayBatch;
import io.headrace.ReplayDifference;
import io.headrace.ReplayOutput;
import io.headrace.ReplayResult;
import io.headrace.ReplayResult.Comparison;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.Durability;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches of the past, run again: by the same program, by another one, beside the context that uses the directory, and where it cannot be. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReplayTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    private final BatchFeed<String> words = new BatchFeed<>();

    private StreamingContextBuilder settings(StreamingContextBuilder builder) {
        return builder.set("headrace.log.replay", "1h");
    }

    /** Runs the program over the batches that were given. */
    private void run(Consumer<StreamingContext> program, int batches) throws Exception {
        try (StreamTest test =
                StreamTest.every(SECOND, builder -> settings(builder).directory(directory))) {
            program.accept(test.context());
            test.advance(batches);
        }
    }

    private StreamingContext written(Consumer<StreamingContext> program) {
        StreamingContext context = settings(StreamingContext.builder("again").batchInterval(SECOND))
                .build();
        program.accept(context);
        return context;
    }

    private ReplayResult replay(long batch, Consumer<StreamingContext> program) {
        return Replay.of(directory).batch(batch).run(() -> written(program));
    }

    private PairDStream<String, Integer> counted(StreamingContext context) {
        return context.batchStream(words).mapToPair(word -> new Tuple2<>(word, 1));
    }

    /** Adds up, in steps of so much for each occurrence. */
    private void sums(StreamingContext context, int step) {
        counted(context)
                .<Integer>updateStateByKey((ones, state) -> Optional.of(state.orElse(0) + step * ones.size()))
                .name("sums")
                .print();
    }

    private void sums(StreamingContext context) {
        sums(context, 1);
    }

    private static List<String> rows(ReplayOutput output) {
        return output.rows().stream().map(String::valueOf).sorted().toList();
    }

    @Test
    void shouldShowWhatTheOutputsWouldGet() throws Exception {
        words.batch("a", "b", "a").batch("b").empty();
        run(this::sums, 3);
        ReplayResult result = replay(2, this::sums);
        assertThat(result.comparison()).isEqualTo(Comparison.SAME);
        assertThat(result.isSame()).isTrue();
        assertThat(result.verdict()).isEqualTo("same result as the first time");
        assertThat(result.batch()).hasToString("batch 1-2 of 2000 ms, 1 records");
        assertThat(result.outputs()).hasSize(1);
        assertThat(rows(result.outputs().get(0))).containsExactly("(a,2)", "(b,2)");
        assertThat(result.outputs().get(0).what()).startsWith("print of \"sums\"");
        ReplayResult first =
                Replay.of(directory.toString()).batch("1-1").rows(1).run(() -> written(this::sums));
        assertThat(first.outputs().get(0).records()).isEqualTo(2);
        assertThat(first.outputs().get(0).rows()).hasSize(1);
    }

    @Test
    void shouldNameTheStreamThatAChangedProgramComputesOtherwise() throws Exception {
        words.batch("a", "b", "a");
        run(this::sums, 1);
        ReplayResult result = replay(1, context -> sums(context, 10));
        assertThat(result.comparison()).isEqualTo(Comparison.DIFFERENT);
        assertThat(result.isSame()).isFalse();
        assertThat(result.differenceCount()).isEqualTo(2);
        assertThat(result.differences().get(0).operator()).isEqualTo("sums");
        assertThat(result.differences())
                .extracting(difference -> difference.key() + " " + difference.original() + " " + difference.replayed())
                .containsExactlyInAnyOrder("a 2 20", "b 1 10");
        assertThat(result.verdict())
                .startsWith("another result than the first time, in 2 places: a function is not deterministic, or")
                .contains("\"sums\", ");
    }

    @Test
    void shouldFindAFunctionThatIsNotDeterministic() throws Exception {
        AtomicLong drawn = new AtomicLong();
        Consumer<StreamingContext> program = context -> counted(context)
                .mapWithState(StateSpec.<String, Integer, Long, String>function((key, one, state) -> {
                    state.update(drawn.incrementAndGet());
                    return key + state.get();
                }))
                .name("drawn")
                .print();
        words.batch("a").batch("a");
        run(program, 2);
        ReplayResult result = replay(2, program);
        assertThat(result.comparison()).isEqualTo(Comparison.DIFFERENT);
        assertThat(result.differences().get(0).toString())
                .startsWith("\"drawn\", mapWithState at ReplayTest.")
                .contains(", key a: first 2 (touched at 2000 ms), now 3 (touched at 2000 ms)");
    }

    @Test
    void shouldFindAnotherPaneOfAWindowAndOfAnInverseWindow() throws Exception {
        words.batch("a", "b").batch("a");
        run(context -> windows(context, 1), 2);
        assertThat(replay(2, context -> windows(context, 1)).comparison()).isEqualTo(Comparison.SAME);
        ReplayResult result = replay(2, context -> windows(context, 5));
        assertThat(result.differences()).extracting(ReplayDifference::operator).contains("plain", "inverse", "list");
    }

    private void windows(StreamingContext context, int step) {
        PairDStream<String, Integer> pairs = counted(context).mapValues(one -> one * step);
        Duration window = SECOND.multipliedBy(3);
        pairs.reduceByKeyAndWindow(Integer::sum, window, SECOND).name("plain").print();
        pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, window, SECOND)
                .name("inverse")
                .print();
        pairs.window(window, SECOND).name("list").print();
        pairs.join(pairs.reduceByKey(Integer::sum)).print();
    }

    @Test
    void shouldRefuseAProgramThatLacksAStreamOfTheLog() throws Exception {
        words.batch("a");
        run(this::sums, 1);
        assertThatThrownBy(() -> replay(1, context -> counted(context).print()))
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("the directory has the stateful stream \"sums\"")
                .hasMessageContaining("or run it again with the program that ran then");
    }

    @Test
    void shouldSayThatNothingIsStoredWhereNoStreamRemembers() throws Exception {
        words.batch("a", "b");
        run(context -> counted(context).print(), 1);
        ReplayResult result = replay(1, context -> counted(context).print());
        assertThat(result.comparison()).isEqualTo(Comparison.NOTHING_STORED);
        assertThat(rows(result.outputs().get(0))).containsExactly("(a,1)", "(b,1)");
    }

    @Test
    void shouldRunBesideTheContextThatUsesTheDirectory() throws Exception {
        words.batch("a").batch("a").batch("a");
        try (StreamTest test =
                StreamTest.every(SECOND, builder -> settings(builder).directory(directory))) {
            sums(test.context());
            test.advance(2);
            for (ReplayBatch batch : Replay.batches(directory)) {
                ReplayResult result = Replay.of(directory).batch(batch.id()).run(() -> written(this::sums));
                assertThat(result.isSame()).isTrue();
                assertThat(rows(result.outputs().get(0)))
                        .containsExactly("(a," + batch.id().sequence() + ")");
            }
            test.advance(1);
        }
    }

    @Test
    void shouldRunTheBatchThatFailedWithTheProgramThatFailedAndWithACorrectedOne() throws Exception {
        Consumer<StreamingContext> failing = context -> context.batchStream(words)
                .map(word -> word.equals("b") ? Integer.parseInt(word) : 1)
                .print();
        words.batch("a").batch("a", "b");
        assertThatThrownBy(() -> run(failing, 2)).hasMessageContaining("NumberFormatException");
        List<ReplayBatch> batches = Replay.batches(directory);
        assertThat(batches).extracting(ReplayBatch::isCommitted).containsExactly(true, false);
        assertThatThrownBy(() -> replay(2, failing))
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("NumberFormatException")
                .hasMessageContaining("map at ");
        ReplayResult corrected = replay(
                2, context -> context.batchStream(words).map(String::length).print());
        assertThat(corrected.comparison()).isEqualTo(Comparison.NOT_COMMITTED);
        assertThat(rows(corrected.outputs().get(0))).containsExactly("1", "1");
    }

    @Test
    void shouldLeaveOutWhatWasSetAsideUnlessAskedFor() throws Exception {
        Consumer<StreamingContext> program =
                context -> context.batchStream(words).map(Integer::parseInt).print();
        words.batch("1", "x", "2");
        try (StreamTest test = StreamTest.every(
                SECOND,
                builder -> builder.failurePolicy(FailurePolicy.DEAD_LETTER).directory(directory))) {
            program.accept(test.context());
            test.advance(1);
        }
        ReplayResult result = replay(1, program);
        assertThat(result.batch().leftOut()).isEqualTo(1);
        assertThat(rows(result.outputs().get(0))).containsExactly("1", "2");
        assertThatThrownBy(() -> Replay.of(directory).batch(1).withDeadLetters().run(() -> written(program)))
                .hasMessageContaining("NumberFormatException");
    }

    @Test
    void shouldCallOutputsOnDemandAndSinksNever() throws Exception {
        List<Long> given = new ArrayList<>();
        RecordingSink sink = new RecordingSink();
        Consumer<StreamingContext> program = context -> {
            var lengths = context.batchStream(words).map(word -> (long) word.length());
            lengths.foreachRDD(rdd -> given.addAll(rdd.collect()));
            lengths.sinkTo(sink);
        };
        words.batch("a", "bb");
        run(program, 1);
        List<String> calls = List.copyOf(sink.calls);
        assertThat(given).containsExactly(1L, 2L);
        ReplayResult result = replay(1, program);
        assertThat(result.outputs()).extracting(ReplayOutput::records).containsExactly(2L, 2L);
        assertThat(given).hasSize(2);
        Replay.of(directory).batch(1).callingOutputs().run(() -> written(program));
        assertThat(given).containsExactly(1L, 2L, 1L, 2L);
        assertThat(sink.calls).isEqualTo(calls);
    }

    /** A test may look at what it has written as soon as the time has passed. */
    @Test
    void shouldBeCommittedWhenATestGoesOn() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, builder -> builder.directory(directory))) {
            counted(test.context()).print();
            for (int i = 1; i <= 5; i++) {
                words.batch("a");
                test.advance();
                List<ReplayBatch> batches = Replay.batches(directory);
                ReplayBatch last = batches.get(batches.size() - 1);
                assertThat(last.id().sequence()).isEqualTo(i);
                assertThat(last.isCommitted()).as("batch %d", i).isTrue();
            }
        }
    }

    @Test
    void shouldSayWhyABatchCannotBeRunAgain() throws Exception {
        assertThatThrownBy(() -> Replay.batches(directory.resolve("nowhere")))
                .hasMessageContaining("nowhere is not a directory: give the one of a context, which holds log/");
        assertThatThrownBy(() -> Replay.batches(directory)).hasMessageContaining("there is no log in " + directory);
        words.batch("a").batch("b");
        run(this::sums, 2);
        assertThatThrownBy(() -> replay(7, this::sums))
                .hasMessageContaining("batch number 7 of " + directory + " cannot be run again: it is not in the log;"
                        + " those from 1-1 to 1-2 can");
        assertThatThrownBy(() -> Replay.of(directory).batch("4-2").run(() -> written(this::sums)))
                .hasMessageContaining("batch 4-2 of ")
                .hasMessageContaining("batch number 2 is 1-2");
        assertThatThrownBy(() -> Replay.of(directory).batch("two")).hasMessageContaining("\"two\" is no batch id");
        assertThatThrownBy(() -> Replay.of(directory).run(() -> written(this::sums)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which batch?");
        assertThatThrownBy(() -> Replay.of(directory).batch(1).run(() -> {
                    StreamingContext started = StreamingContext.builder("started")
                            .batchInterval(SECOND)
                            .build();
                    sums(started);
                    started.start();
                    return started;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the factory has started context \"started\"");
    }

    @Test
    void shouldKeepTheLogOfAStatelessProgramForSoLongOverRestarts() throws Exception {
        String large = "x".repeat(20_000); // so that there are rolls to trim
        for (int start = 0; start < 2; start++) {
            try (StreamTest test = StreamTest.every(
                    SECOND,
                    builder -> builder.directory(directory)
                            .set("headrace.log.replay", "60s")
                            .set("headrace.block.bytes", String.valueOf(64 << 10))
                            .set("headrace.log.roll.bytes", String.valueOf(512 << 10)))) {
                test.clock().set(Instant.ofEpochSecond(start * 200L));
                test.context().batchStream(words).map(String::length).print(0);
                for (int i = 0; i < 200; i++) words.batch(large + (start * 200 + i));
                test.advance(200);
            }
            List<ReplayBatch> able = Replay.batches(directory);
            assertThat(able).hasSizeBetween(60, 160);
            assertThat(able.get(able.size() - 1).id().sequence()).isEqualTo((start + 1) * 200L);
            ReplayResult oldest = replay(
                    able.get(0).id().sequence(),
                    context -> context.batchStream(words).map(String::length).print());
            assertThat(oldest.outputs().get(0).rows()).hasSize(1);
        }
    }

    @Test
    void shouldNameWhatIsDamaged() throws Exception {
        words.batch("a").batch("b");
        run(this::sums, 2);
        Path roll;
        try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
            roll = files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(roll.toFile(), "rw")) {
            file.seek(1_000);
            int there = file.read();
            file.seek(1_000);
            file.write(there ^ 1);
        }
        assertThatThrownBy(() -> replay(1, this::sums))
                .isInstanceOf(DamagedDirectoryException.class)
                .hasMessageContaining(roll.toString());
    }

    @Test
    void shouldRunBatchesOfReceivedViewsAgain() throws Exception {
        Path output = directory.resolve("output");
        Path context = directory.resolve("context");
        try (StreamingContext running = ViewWindowProgram.context(context, output, Durability.PROCESS)) {
            AtomicLong batches = new AtomicLong();
            running.addBatchTimes((millis, records, delay, processing) -> batches.incrementAndGet());
            running.start();
            while (batches.get() < 40)
                assertThat(running.awaitTerminationOrTimeout(2)).isFalse();
            running.stop(true);
        }
        Map<String, String> written = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            String[] parts = line.split(" ", 3);
            written.put(parts[1] + " " + parts[0], parts[2]);
        }
        List<ReplayBatch> able = Replay.batches(context);
        assertThat(able).isNotEmpty();
        for (ReplayBatch batch : able) {
            ReplayResult result = Replay.of(context)
                    .batch(batch.id())
                    .rows(Integer.MAX_VALUE)
                    .run(() -> ViewWindowProgram.context(directory.resolve("else"), output, Durability.PROCESS));
            assertThat(result.comparison()).as(result.verdict()).isEqualTo(Comparison.SAME);
            List<String> names = List.of("sum", "min", "run", "max", "call", "held", "view");
            for (ReplayOutput got : result.outputs()) {
                @SuppressWarnings("unchecked") // of the program
                List<Tuple2<Long, Long>> pairs = (List<Tuple2<Long, Long>>) (List<?>) got.rows();
                String line = CountingProgram.line(batch.id().toString(), pairs);
                assertThat(line.split(" ", 2)[1])
                        .as("%s %s", batch, names.get(got.id()))
                        .isEqualTo(written.get(batch.id() + " " + names.get(got.id())));
            }
        }
    }

    @Test
    void shouldRunJoinsOfViewsAgain() throws Exception {
        Path output = directory.resolve("output");
        Path context = directory.resolve("context");
        try (StreamingContext running = ViewJoinProgram.context(context, output, Durability.PROCESS)) {
            AtomicLong batches = new AtomicLong();
            running.addBatchTimes((millis, records, delay, processing) -> batches.incrementAndGet());
            running.start();
            while (batches.get() < 40)
                assertThat(running.awaitTerminationOrTimeout(2)).isFalse();
            running.stop(true);
        }
        List<ReplayBatch> able = Replay.batches(context);
        assertThat(able).isNotEmpty();
        for (ReplayBatch batch : able)
            assertThat(joined(context, batch, number -> number % 20 == 0).comparison())
                    .isEqualTo(Comparison.SAME);
        ReplayBatch last = able.stream()
                .max(Comparator.comparingLong(ReplayBatch::records))
                .orElseThrow();
        ReplayResult changed = joined(context, last, number -> number % 40 == 0);
        assertThat(changed.comparison()).isEqualTo(Comparison.DIFFERENT);
        ReplayDifference missing = changed.differences().get(0);
        assertThat(missing.operator()).isEqualTo("window");
        assertThat(missing.key()).matches("\\d+");
        assertThat(missing.original()).isNotNull();
        assertThat(missing.replayed()).isNull();
    }

    private ReplayResult joined(Path context, ReplayBatch batch, LongPredicate isOrder) {
        Path output = directory.resolve("never");
        return Replay.of(context)
                .batch(batch.id())
                .run(() -> ViewJoinProgram.context(directory.resolve("else"), output, Durability.PROCESS, isOrder));
    }
}
