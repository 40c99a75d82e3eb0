package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Replay;
import io.headrace.ReplayBatch;
import io.headrace.ReplayOutput;
import io.headrace.ReplayResult;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of window and state, run again batch by batch: each output gets what it got then, after kills and in a log that was trimmed. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReplayKillTest {
    /** In the order in which {@link ExplicitProgram} writes them. */
    private static final List<String> OUTPUTS =
            List.of("plain", "inverse", "group", "window", "state", "mapped", "snapshot");

    private static final int CHECKPOINT_BATCHES = 10;
    private static final int REPLAY_BATCHES = 200;

    @TempDir
    Path temporary;

    private Path directory() {
        return temporary.resolve("context");
    }

    private Path output() {
        return temporary.resolve("output");
    }

    private StreamingContext program(long lastMillis, int replayBatches) {
        return ExplicitProgram.context(
                directory(), output(), Durability.PROCESS, 1, lastMillis, CHECKPOINT_BATCHES, replayBatches);
    }

    private void run(long last, int replayBatches) throws Exception {
        long lastMillis = last * ExplicitProgram.BATCH_MILLIS;
        try (StreamingContext context = program(lastMillis, replayBatches)) {
            AtomicLong time = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> time.set(millis));
            context.start();
            while (time.get() < lastMillis)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
    }

    private ReplayResult replay(ReplayBatch batch) {
        return Replay.of(directory())
                .batch(batch.id())
                .rows(Integer.MAX_VALUE)
                .run(() -> ExplicitProgram.context(
                        temporary.resolve("elsewhere"), output(), Durability.PROCESS, 1, 0, CHECKPOINT_BATCHES));
    }

    /** Compares each output with what the program wrote when the batch ran. */
    private void mustBeAsItWas(ReplayBatch batch, Map<String, String> written) {
        ReplayResult result;
        try {
            result = replay(batch);
        } catch (RuntimeException e) {
            // Killed before it was known which of its records are to be left out: it throws as it would have then.
            assertThat(e).hasMessageContaining("a number that throws");
            assertThat(batch.isCommitted()).as(batch.toString()).isFalse();
            return;
        }
        assertThat(result.comparison())
                .as(result.verdict())
                .isEqualTo(batch.isCommitted() ? ReplayResult.Comparison.SAME : ReplayResult.Comparison.NOT_COMMITTED);
        assertThat(result.outputs()).hasSize(OUTPUTS.size());
        for (ReplayOutput output : result.outputs()) {
            String key = batch.time().milliseconds() / ExplicitProgram.BATCH_MILLIS + " " + OUTPUTS.get(output.id());
            String rows = output.rows().stream().map(String::valueOf).sorted().toList() + " .";
            if (batch.isCommitted())
                assertThat(output.hasDataset() ? rows : null).as(key).isEqualTo(written.get(key));
            assertThat(output.records()).isEqualTo(output.rows().size());
        }
    }

    private Map<String, String> written() throws Exception {
        Map<String, String> lines = new TreeMap<>();
        for (String line : Files.readAllLines(output())) {
            if (!line.endsWith(" .")) continue; // torn by a kill
            String[] parts = line.split(" ", 3);
            lines.put(parts[0] + " " + parts[1], parts[2]);
        }
        return lines;
    }

    /** Bytes, lengths and times of everything in the directory. */
    private static Map<String, String> state(Path directory) throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.toList()) {
                String bytes = Files.isDirectory(file) ? "" : String.valueOf(Arrays.hashCode(Files.readAllBytes(file)));
                files.put(file.toString(), Files.getLastModifiedTime(file) + " " + bytes);
            }
        }
        return files;
    }

    @Test
    void shouldGiveEachOutputWhatItGotAndChangeNothing() throws Exception {
        run(40, REPLAY_BATCHES);
        Map<String, String> written = written();
        Map<String, String> before = state(temporary);
        List<ReplayBatch> batches = Replay.batches(directory());
        assertThat(batches).hasSize(40);
        assertThat(batches.stream().filter(batch -> batch.leftOut() > 0)).isNotEmpty();
        for (ReplayBatch batch : batches) mustBeAsItWas(batch, written);
        assertThat(state(temporary)).isEqualTo(before);
    }

    @Test
    void shouldKeepBatchesOfThePastAndNotMoreThanThose() throws Exception {
        run(1_000, REPLAY_BATCHES);
        run(1_500, REPLAY_BATCHES);
        List<ReplayBatch> batches = Replay.batches(directory());
        assertThat(batches.get(batches.size() - 1).id().sequence()).isEqualTo(1_500);
        assertThat(batches).hasSizeGreaterThanOrEqualTo(REPLAY_BATCHES).hasSizeLessThan(1_000);
        try (Stream<Path> files = Files.list(directory().resolve("checkpoint"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".manifest")))
                    .hasSizeLessThanOrEqualTo(12);
        }
        Map<String, String> written = written();
        for (int i = 0; i < batches.size(); i += 61) mustBeAsItWas(batches.get(i), written);
        assertThatThrownBy(() -> Replay.of(directory()).batch(1).run(() -> program(0, 0)))
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("batch number 1 of ")
                .hasMessageContaining("those from " + batches.get(0).id() + " to "
                        + batches.get(batches.size() - 1).id() + " can");
        run(1_600, 0);
        assertThat(Replay.batches(directory())).hasSizeLessThan(batches.size());
    }

    @Test
    void shouldRunBatchesAgainAfterKills() throws Exception {
        RandomGenerator random = Seed.random("ReplayKillTest");
        for (int i = 0; i < 3; i++) {
            ForkedProgram program = ForkedProgram.start(
                    ExplicitProgram.class,
                    directory().toString(),
                    output().toString(),
                    "PROCESS",
                    "1",
                    "100000",
                    String.valueOf(CHECKPOINT_BATCHES),
                    String.valueOf(REPLAY_BATCHES));
            program.awaitGrowth(output());
            program.killAfter(random.nextInt(300));
            Map<String, String> written = written();
            List<ReplayBatch> batches = Replay.batches(directory());
            assertThat(batches).isNotEmpty();
            for (int j = Math.max(0, batches.size() - 5); j < batches.size(); j++)
                mustBeAsItWas(batches.get(j), written);
            mustBeAsItWas(batches.get(random.nextInt(batches.size())), written);
        }
    }
}
