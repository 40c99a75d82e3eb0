package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.affinity.sizing.SizingFile;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.DelayHistogram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's counters become a load, and costs with which the sizing predicts what was measured. */
class SizeFromRunTest {
    private static final int START_AT = 32;
    private static final int SECONDS = 100;
    private static final int BATCHES = 10_000;
    private static final long SECOND_NANOS = 1_000_000_000L;

    @TempDir
    private Path directory;

    /** 100,000 records a second of 100 bytes, from two receivers, on two workers that were busy for 40 and 38 %. */
    private void run(long records) throws IOException {
        run(records, 45, 5);
    }

    /** With so many seconds in stages that evaluate streams, and in outputs. */
    private void run(long records, int streams, int outputs) throws IOException {
        try (Counters counters = Counters.inDirectory(directory, "orders", 8)) {
            for (int stream = 0; stream < 2; stream++) {
                counters.counter(CounterId.RECORDS_RECEIVED, stream, "in " + stream)
                        .set(records / 2);
                counters.counter(CounterId.BYTES_RECEIVED, stream, "in " + stream)
                        .set(records / 2 * 100);
                counters.counter(CounterId.WORKER_BUSY_NANOS, stream, "worker " + stream)
                        .set((40 - 2 * stream) * SECOND_NANOS);
            }
            counters.counter(CounterId.WORKER_BUSY_NANOS, 2, "outputs").set(SECOND_NANOS);
            stage(counters, 0, "countByValue at Orders.main (Orders.java:7)", streams);
            stage(counters, 1, "state taken over", 3);
            stage(counters, 2, "wait for the log", 2);
            stage(counters, 3, "foreachRDD at Orders.main (Orders.java:8)", 1);
            stage(counters, 4, "saveTo at Orders.main (Orders.java:9)", outputs - 1);
            counters.counter(CounterId.BATCHES_COMPLETED).set(BATCHES);
            counters.counter(CounterId.RECORDS_PROCESSED).set(records);
            counters.counter(CounterId.BATCH_INTERVAL_NANOS)
                    .set(Duration.ofMillis(10).toNanos());
            counters.counter(CounterId.LOG_SEQUENCE).set(123);
            counters.counter(CounterId.STATE_KEYS, 0, "totals").set(50_000);
            counters.counter(CounterId.STATE_BYTES, 0, "totals").set(50_000 * 48);
            DelayHistogram processed = new DelayHistogram(counters, CounterId.PROCESSING_DELAY_BUCKET);
            for (int batch = 0; batch < BATCHES; batch++)
                processed.record(Duration.ofMillis(6).toNanos());
        }
        Path file = directory.resolve("counters");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(START_AT);
            bytes.writeLong(Long.reverseBytes(System.currentTimeMillis() - SECONDS * 1_000L));
        }
    }

    private static void stage(Counters counters, int number, String label, int seconds) {
        counters.counter(CounterId.STAGE_NANOS, number, label).set(seconds * SECOND_NANOS);
    }

    private static JsonNode json(String command) throws IOException {
        Captured told = Captured.run(command.split(" ", -1));
        assertThat(told.code()).as(told.err()).isZero();
        return new ObjectMapper().readTree(told.out());
    }

    @Test
    void shouldTakeTheLoadOfARun() throws IOException {
        run(10_000_000);
        JsonNode run = json("size --cores 8 --json --from-run " + directory).get("run");
        assertThat(run.get("context").asText()).isEqualTo("orders");
        assertThat(run.get("rate").asDouble()).isCloseTo(100_000, within(1_000.0));
        assertThat(run.get("recordBytes").asInt()).isEqualTo(100);
        assertThat(run.get("receivers").asInt()).isEqualTo(2);
        assertThat(run.get("workers").asInt()).isEqualTo(2);
        assertThat(run.get("batchIntervalMicros").asInt()).isEqualTo(10_000);
        assertThat(run.get("stateKeys").asInt()).isEqualTo(50_000);
        assertThat(run.get("durability").asText()).isEqualTo("PROCESS");
        assertThat(run.get("measured").get("worker").asDouble()).isCloseTo(0.4, within(0.01));
        assertThat(run.get("measured").get("batch").asDouble()).isBetween(0.6, 0.7);
    }

    @Test
    void shouldFitTheCostsSoThatThePredictionIsWhatWasMeasured() throws IOException {
        run(10_000_000);
        JsonNode plan = json("size --cores 8 --json --from-run " + directory);
        JsonNode run = plan.get("run");
        assertThat(run.get("predicted").get("worker").asDouble()).isLessThan(0.2);
        assertThat(run.get("predictedWithCosts").get("worker").asDouble())
                .isCloseTo(run.get("measured").get("worker").asDouble(), within(0.01));
        assertThat(run.get("costs").get("user.nanosPerBatch").asDouble()).isEqualTo(500_000);
        assertThat(run.get("costs").get("user.nanosPerRecord").asDouble()).isGreaterThan(1_000);
        JsonNode guessed =
                json("size --cores 8 --json --rate 100K --record-bytes 100 --receivers 2 --state-keys 50000");
        assertThat(plan.get("workers").asInt())
                .isGreaterThanOrEqualTo(guessed.get("workers").asInt());
        assertThat(plan.get("carriedRate").asDouble() / plan.get("workers").asInt())
                .isLessThan(guessed.get("carriedRate").asDouble()
                        / guessed.get("workers").asInt());
    }

    /** What is computed within an output is the workers' work, and not the output's. */
    @Test
    void shouldTakeFromTheOutputsWhatWorkersDidForThem() throws IOException {
        run(10_000_000, 1, 44);
        JsonNode costs =
                json("size --cores 8 --json --from-run " + directory).get("run").get("costs");
        assertThat(costs.get("user.nanosPerBatch").asDouble()).isEqualTo(500_000);
    }

    /** Where workers share CPUs with others, their share does not grow in a straight line. */
    @Test
    void shouldFitTheCostsOnASmallMachine() throws IOException {
        run(10_000_000);
        Path machine = Files.createDirectory(directory.resolve("machine"));
        SmallMachine.write(machine);
        JsonNode run = json("size --json --root " + machine + " --from-run " + directory)
                .get("run");
        assertThat(run.get("predictedWithCosts").get("worker").asDouble()).isCloseTo(0.4, within(0.01));
    }

    @Test
    void shouldLetWhatIsSaidWin() throws IOException {
        run(10_000_000);
        Path file = directory.resolve("better.properties");
        Captured told = Captured.run(("size --cores 16 --rate 400K --receivers 4 --durability batch --from-run "
                        + directory + " --out " + file)
                .split(" ", -1));
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out())
                .contains("The run \"orders\": 100 s, 10000 batches, one each 10ms, 2 workers, durability PROCESS.")
                .containsPattern("worker +[0-9.]+ % +40 % +40 %")
                .contains("user.nanosPerBatch=500000.0", "400 thousand records/s of 100 bytes");
        SizingFile better = SizingFile.read(file);
        assertThat(better.receivers()).isEqualTo(4);
        assertThat(better.predicted().rate()).isEqualTo(400_000);
        assertThat(better.workers()).isGreaterThan(2);
    }

    @Test
    void shouldRefuseARunThatDidNothing() throws IOException {
        run(0);
        assertThat(Captured.run(("size --from-run " + directory).split(" ", -1)).err())
                .contains("has processed 0 records in 10000 batches");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(Captured.run(("size --from-run " + empty).split(" ", -1)).err())
                .contains("holds no counters");
        assertThat(Captured.run(("size --print-costs --from-run " + directory).split(" ", -1))
                        .err())
                .contains("--print-costs makes no plan");
    }
}
