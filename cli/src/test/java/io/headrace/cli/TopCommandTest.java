package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.DelayHistogram;
import io.headrace.exec.counters.ErrorFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TopCommandTest {
    @TempDir
    private Path directory;

    private Counters counters() throws IOException {
        Counters counters = Counters.inDirectory(directory, "orders", 4);
        counters.counter(CounterId.RECORDS_RECEIVED, 0, "socket\u001b[2J localhost:9999")
                .set(12_345);
        counters.counter(CounterId.BYTES_RECEIVED, 0, "").set(99_000);
        counters.counter(CounterId.RECEIVER_STATE, 0, "").set(1);
        counters.counter(CounterId.RATE_LIMIT, 0, "").set(5_000);
        counters.counter(CounterId.RING_WAITING, 0, "").set(3);
        counters.counter(CounterId.RING_SLOTS, 0, "").set(16);
        counters.counter(CounterId.RECORDS_DROPPED, 0, "").set(17);
        counters.counter(CounterId.ROLE_STEPS, 0, "log").set(100);
        counters.counter(CounterId.ROLE_WORK, 0, "log").set(50);
        counters.counter(CounterId.THREAD_ALLOCATED, 0, "log").set(4_096_000);
        counters.counter(CounterId.BATCHES_COMPLETED).set(100);
        counters.counter(CounterId.BATCHES_WAITING).set(2);
        counters.counter(CounterId.BATCH_INTERVAL_NANOS).set(10_000_000);
        counters.counter(CounterId.LOG_SEQUENCE).set(900);
        counters.counter(CounterId.DURABLE_SEQUENCE).set(890);
        counters.counter(CounterId.MEMORY_RESERVED).set(64 << 20);
        DelayHistogram processing = new DelayHistogram(counters, CounterId.PROCESSING_DELAY_BUCKET);
        for (int i = 0; i < 99; i++) processing.record(1_000_000);
        processing.record(20_000_000);
        counters.counter(CounterId.OUTPUT_BUSY_MILLIS, 0, "print at Orders").set(0);
        counters.counter(CounterId.OUTPUT_BUSY_MILLIS, 1, "sinkTo at Orders").set(12_300);
        return counters;
    }

    @Test
    void shouldPrintEveryFieldAsJson() throws IOException {
        try (Counters counters = counters()) {
            Captured told = Captured.run("top", directory.toString(), "--once", "--json");
            assertThat(told.code()).as(told.err()).isZero();
            assertThat(told.out().lines()).hasSize(1);
            JsonNode json = new ObjectMapper().readTree(told.out());
            assertThat(json.get("context").asText()).isEqualTo("orders");
            assertThat(json.get("processId").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(json.get("state").asText()).isEqualTo("running");
            assertThat(json.get("batches").get("completed").asLong()).isEqualTo(100);
            assertThat(json.get("batches").get("intervalMillis").asDouble()).isEqualTo(10);
            assertThat(json.get("processingMillis").get("p50").asDouble()).isBetween(1.0, 1.126);
            assertThat(json.get("processingMillis").get("p999").asDouble()).isBetween(20.0, 22.6);
            assertThat(json.get("schedulingMillis").get("p99").asDouble()).isZero();
            assertThat(json.get("log").get("durable").asLong()).isEqualTo(890);
            JsonNode receiver = json.get("receivers").get(0);
            assertThat(receiver.get("label").asText()).isEqualTo("socket [2J localhost:9999");
            assertThat(receiver.get("state").asText()).isEqualTo("open");
            assertThat(receiver.get("limit").asLong()).isEqualTo(5_000);
            assertThat(receiver.get("ringWaiting").asLong()).isEqualTo(3);
            assertThat(receiver.get("dropped").asLong()).isEqualTo(17);
            assertThat(receiver.get("recordsPerSecond").asDouble()).isPositive();
            assertThat(json.get("outputs")).hasSize(2);
            assertThat(json.get("outputs").get(1).get("busyMillis").asLong()).isEqualTo(12_300);
            assertThat(json.get("threads").get(0).get("label").asText()).isEqualTo("log");
            assertThat(json.get("threads").get(0).get("allocatedPerSecond").asDouble())
                    .isPositive();
            assertThat(counters.file()).exists();
        }
    }

    @Test
    void shouldDivideByTheTimeThatAContextRan() throws IOException {
        Counters counters = counters();
        counters.close();
        long muchLater = System.currentTimeMillis() + 3_600_000;
        TopReport report = TopReport.of(null, CountersLook.at(counters.file()), muchLater);
        assertThat(report.state()).isEqualTo("ended");
        assertThat(report.upSeconds()).isLessThan(60);
        assertThat(report.batches().perSecond()).isGreaterThan(100.0 / 60);
    }

    @Test
    void shouldTakeTheTimeOfTheFileForTheEndOfAContextThatWasKilled() throws IOException {
        Path file = counters().file();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(24); // the process
            bytes.writeLong(Long.reverseBytes(999_999_999L));
        }
        long muchLater = System.currentTimeMillis() + 3_600_000;
        TopReport report = TopReport.of(null, CountersLook.at(file), muchLater);
        assertThat(report.state()).isEqualTo("gone");
        assertThat(report.upSeconds()).isLessThan(60);
    }

    @Test
    void shouldTellPeopleTheSame() throws IOException {
        try (Counters counters = counters()) {
            Captured told = Captured.run("top", counters.file().toString(), "--once");
            assertThat(told.code()).isZero();
            assertThat(told.out())
                    .contains("orders  process", "of 10 ms", "100 done, 2 waiting", "record 900, durable 890")
                    .contains("of at most 5,000", "ring 3 of 16", "17 dropped", "64 MiB")
                    .contains("output 1     sinkTo at Orders is slow: it has had its batch for 12.3 s")
                    .doesNotContain("output 0")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void shouldEndWithTheContext() throws Exception {
        Counters counters = counters();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CountDownLatch looked = new CountDownLatch(1);
        PrintWriter watched = new PrintWriter(out) {
            @Override
            public void flush() {
                looked.countDown(); // the command has shown something
                super.flush();
            }
        };
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Headrace.commandLine()
                .setOut(watched)
                .setErr(new PrintWriter(err, true))
                .execute("top", directory.toString(), "--every", "10ms", "--json"));
        assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
        counters.counter(CounterId.BATCHES_COMPLETED).add(1_000);
        counters.close();
        assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(err.toString()).contains("ended the context in order");
        JsonNode last = new ObjectMapper()
                .readTree(out.toString().lines().reduce((a, b) -> b).orElseThrow());
        assertThat(last.get("state").asText()).isEqualTo("ended");
        assertThat(last.get("batches").get("completed").asLong()).isEqualTo(1_100);
    }

    @Test
    void shouldSayThatTheProcessIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        long gone = process.pid();
        assertThat(process.waitFor()).isZero();
        Path file;
        try (Counters counters = counters()) {
            file = Files.copy(counters.file(), directory.resolve("killed"));
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(24);
            bytes.writeLong(Long.reverseBytes(gone));
        }
        Captured told = Captured.run("top", file.toString());
        assertThat(told.code()).isOne();
        assertThat(told.err()).contains("process " + gone + " is gone");
        assertThat(told.out()).contains("100 done");
    }

    @Test
    void shouldSayThatTheProcessIsGoneWhenAnotherOneHasItsNumber() throws IOException {
        Path file;
        try (Counters counters = counters()) {
            file = Files.copy(counters.file(), directory.resolve("killed"));
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(56); // when this process started
            int first = bytes.read();
            bytes.seek(56);
            bytes.write(first ^ 1);
        }
        Captured told = Captured.run("top", file.toString());
        assertThat(told.code()).isOne();
        assertThat(told.err()).contains("process " + ProcessHandle.current().pid() + " is gone");
    }

    @Test
    void shouldRefuseWhatHasNoCounters() throws IOException {
        assertRefused("holds no counters", "top", directory.toString());
        assertRefused("does not exist", "top", directory.resolve("nowhere").toString());
        Path garbage = Files.write(directory.resolve("garbage"), new byte[5_000]);
        assertRefused("HRCOUNTS", "top", garbage.toString(), "--once");
        assertRefused("holds no errors file", "errors", directory.toString());
        assertRefused("HRERRORS", "errors", garbage.toString());
    }

    private static void assertRefused(String why, String... arguments) {
        Captured refused = Captured.run(arguments);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).startsWith("headrace: ").contains(why);
    }

    @Test
    void shouldListErrors() throws IOException {
        try (Counters counters = counters();
                ErrorFile errors = ErrorFile.beside(
                        counters.file(), false, InstantSource.system(), counters.counter(CounterId.ERRORS))) {
            assertThat(Captured.run("errors", directory.toString()).out()).isEqualToIgnoringNewLines("no errors");
            errors.record("receiver 0", "lost after 3 ms", 2);
            errors.record("receiver 0", "lost after 5 ms", 1);
            errors.record("job", new IllegalStateException("odd"));
            Captured told = Captured.run("errors", directory.toString());
            assertThat(told.out())
                    .contains("3 times, from ", "receiver 0: lost after 3 ms")
                    .contains("1 time, from ", "job: java.lang.IllegalStateException: odd");
            JsonNode json = new ObjectMapper()
                    .readTree(Captured.run("errors", directory.toString(), "--json")
                            .out());
            assertThat(json.get("errors")).hasSize(2);
            assertThat(json.get("errors").get(0).get("count").asLong()).isEqualTo(3);
            assertThat(json.get("others").asLong()).isZero();
            assertThat(Captured.run("top", directory.toString(), "--once").out())
                    .contains("errors       4");
        }
    }
}
