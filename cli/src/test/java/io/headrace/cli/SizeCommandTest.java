package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.affinity.sizing.SizingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldPrintEveryFieldAsJson() throws IOException {
        JsonNode json = json("size --cores 8 --rate 1000000 --record-bytes 100 --receivers 2 --json");
        assertThat(json.fieldNames())
                .toIterable()
                .startsWith(
                        "receivers",
                        "workers",
                        "roles",
                        "batchIntervalMicros",
                        "blockIntervalMicros",
                        "blockBytes",
                        "blocks",
                        "offHeapBytes",
                        "walBytesPerHour",
                        "utilisation",
                        "bottleneck",
                        "fits",
                        "jvmFlags");
        assertThat(json.get("receivers").asInt()).isEqualTo(2);
        assertThat(json.get("fits").asBoolean()).isTrue();
        assertThat(json.get("walBytesPerHour").asLong()).isGreaterThan(104L * 3_600_000_000L);
        assertThat(json.get("utilisation").has(json.get("bottleneck").asText())).isTrue();
        assertThat(json.get("utilisation").has("receiver")).isTrue();
        assertThat(json.get("jvmFlags").get(0).asText()).isEqualTo("@headrace.jvmargs");
        JsonNode receiver = json.get("roles").get(0);
        assertThat(receiver.get("role").asText()).isEqualTo("receiver");
        assertThat(receiver.get("cpu").isInt()).isTrue();
        assertThat(receiver.get("wait").asText()).isEqualTo("spin_then_yield");
    }

    @Test
    void shouldFollowTheMachineThatIsRead() throws IOException {
        SmallMachine.write(directory);
        String command = "size --rate 100K --record-bytes 100 --receivers 4 --json --root " + directory;
        for (JsonNode role : json(command).get("roles")) {
            if (!role.get("cpu").isNull()) assertThat(role.get("cpu").asInt()).isBetween(0, 2);
        }
        assertThat(json(command).get("utilisation").has("memory")).isTrue();
        assertThat(json(command + " --memory 0").get("utilisation").has("memory"))
                .isFalse();
        assertThat(json(command).get("utilisation").has("quota")).isFalse();
        SmallMachine.limit(directory);
        assertThat(json(command).get("utilisation").has("quota")).isTrue();
    }

    @Test
    void shouldAnswerAlsoWhenTheLoadDoesNotFit() throws IOException {
        String command = "size --cores 2 --rate 100M --record-bytes 1000 --receivers 1";
        JsonNode json = json(command + " --json");
        assertThat(json.get("fits").asBoolean()).isFalse();
        Captured told = run(command);
        assertThat(told.code()).isZero();
        assertThat(told.out()).contains("This machine cannot carry the load.", "What would carry it: ", "<- too much");
    }

    @Test
    void shouldWriteAFileThatCanBeReadBack() throws IOException {
        Path file = directory.resolve("headrace.properties");
        Captured told = run("size --cores 4 --rate 1M --record-bytes 100 --batch 10ms --out " + file);
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out()).contains("The configuration is in " + file);
        SizingFile read = SizingFile.read(file);
        assertThat(read.batchInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(read.receivers()).isEqualTo(1);
        assertThat(read.predicted().rate()).isEqualTo(1e6);
    }

    @Test
    void shouldMoveThePlanWithOneCost() throws IOException {
        Path costs = directory.resolve("costs");
        Captured printed = run("size --print-costs");
        assertThat(printed.code()).isZero();
        Files.writeString(costs, printed.out());
        String load = "size --cores 16 --rate 2M --record-bytes 100 --receivers 2 --json";
        assertThat(json(load + " --costs " + costs)).isEqualTo(json(load));
        Files.writeString(costs, "fold.nanosPerRecord=2000\n");
        assertThat(json(load + " --costs " + costs).get("workers").asInt())
                .isGreaterThan(json(load).get("workers").asInt());
        assertThat(json("size --print-costs --json --costs " + costs)
                        .get("fold.nanosPerRecord")
                        .asDouble())
                .isEqualTo(2000);
    }

    @Test
    void shouldReadNumbersAsPeopleWriteThem() throws IOException {
        JsonNode plain = json("size --cores 4 --rate 2500000 --record-bytes 64 --json");
        for (String rate : new String[] {"2500K", "2.5M", "2_500_000", "2.5e6", "2.5m"})
            assertThat(json("size --cores 4 --rate " + rate + " --record-bytes 64 --json"))
                    .isEqualTo(plain);
        JsonNode small = json("size --cores 4 --rate 1 --record-bytes 64 --json --memory 1.5GiB --durability off");
        assertThat(small.get("utilisation").get("memory").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--rate -5 --record-bytes 100 | rate -5: it must be more than 0",
                "--rate 0 --record-bytes 100 | rate 0",
                "--rate fast --record-bytes 100 | 'fast' is not a number",
                "--record-bytes 100 | --rate is missing",
                "--rate 5 | --record-bytes is missing",
                "--rate 5 --record-bytes 0 | record bytes 0: it must be from 1",
                "--rate 5 --record-bytes 5000000 | record bytes 5000000",
                "--rate 5 --record-bytes 9 --receivers -1 | receivers -1",
                "--rate 5 --record-bytes 9 --workers 0 | --workers 0: at least 1",
                "--rate 5 --record-bytes 9 --batch 10 | '10' is not a time",
                "--rate 5 --record-bytes 9 --batch soon | 'soon' is not a time",
                "--rate 5 --record-bytes 9 --batch 10us | batch 10us: it must be from 1ms",
                "--rate 5 --record-bytes 9 --state-keys 1.5 | --state-keys 1.5: it must be a whole number",
                "--rate 5 --record-bytes 9 --state-keys 5 --touched-keys 6 | touched keys 6: there are only 5",
                "--rate 5 --record-bytes 9 --key-skew 1 | there are no state keys",
                "--rate 5 --record-bytes 9 --durability never | 'never'",
                "--rate 5 --record-bytes 9 --durability off --replay 1h | no log to replay",
                "--rate 5 --record-bytes 9 --batch 1s --latency 10ms | latency 10ms",
                "--rate 5 --record-bytes 9 --memory big | 'big' is not a size",
                "--rate 5 --record-bytes 9 --root /nonexistent | --root /nonexistent: there is no such directory",
                "--rate 5 --record-bytes 9 --cores 0 | cores 0: it must be from 1",
                "--rate 5 --record-bytes 9 --cores 4 --root / | leave one of them out",
                "--rate 5 --record-bytes 9 --cores 4 --calibrate | leave one of them out",
                "--rate 5 --record-bytes 9 --root /tmp --calibrate | leave one of them out",
                "--rate 5 --record-bytes 9 --dir /tmp | add --calibrate",
                "--rate 5 --record-bytes 9 --calibrate --dir /nonexistent | --dir /nonexistent",
                "--rate 5 --record-bytes 9 --costs /nonexistent | there is no such file",
                "--rate 5 --record-bytes 9 --out /nonexistent/file | a file in a directory that exists",
                "--print-costs --out plan.properties | leave one out",
                "--print-costs --rate 5 | makes no plan",
                "--rate 5 --record-bytes 9 --frobnicate | Unknown option",
                "--rate 5 --record-bytes 9 extra | extra"
            })
    void shouldRefuseWhatMakesNoSense(String arguments, String why) {
        Captured refused = run("size " + arguments);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines().findFirst().orElse(""))
                .startsWith("headrace: ")
                .contains(why);
        assertThat(refused.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldRefuseCostsThatCannotBe() throws IOException {
        Path costs = Files.writeString(directory.resolve("costs"), "fold.nanosPerRecord=lots\n");
        Captured refused = run("size --cores 4 --rate 5 --record-bytes 9 --costs " + costs);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("fold.nanosPerRecord=lots", "ns/record");
    }

    private static JsonNode json(String command) throws IOException {
        Captured captured = run(command);
        assertThat(captured.code()).as(captured.err()).isZero();
        assertThat(captured.out().lines()).hasSize(1);
        return new ObjectMapper().readTree(captured.out());
    }

    private static Captured run(String command) {
        return Captured.run(command.split(" ", -1));
    }
}
