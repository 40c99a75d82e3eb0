package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headrace.affinity.plan.PinPolicy;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadraceConfTest {
    private static final Path PAGE = Path.of(System.getProperty("headrace.root", ".."), "docs", "configuration.md");

    @Test
    void shouldHaveDefaults() {
        HeadraceConf conf = HeadraceConf.ofDefaults();
        assertThat(conf.name()).isEqualTo("headrace");
        assertThat(conf.directory()).isNull();
        assertThat(conf.durability()).isEqualTo(Durability.OFF);
        assertThat(conf.blockBytes()).isEqualTo(256 << 10);
        assertThat(conf.maxRecordBytes()).isEqualTo((256 << 10) - 132);
        assertThat(conf.keyGroups()).isEqualTo(256);
        assertThat(conf.defaultPartitions()).isEqualTo(4);
        assertThat(conf.catchUpTicks()).isEqualTo(1_000);
        assertThat(conf.concurrentJobs()).isEqualTo(1);
        assertThat(conf.failurePolicy()).isEqualTo(FailurePolicy.FAIL);
        assertThat(conf.receiverRestartDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(conf.pinning()).isEqualTo(PinPolicy.PREFERRED);
        assertThat(conf.explicitSettings()).isEmpty();
    }

    @Test
    void shouldLogWhereThereIsADirectory(@TempDir Path directory) {
        HeadraceConf conf = HeadraceConf.builder().directory(directory).build();
        assertThat(conf.durability()).isEqualTo(Durability.PROCESS);
        assertThat(conf.toBuilder().durability(Durability.OFF).build().durability())
                .isEqualTo(Durability.OFF);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "40, 10", "1000, 200", "60000, 200"})
    void shouldCutBatchesIntoBlocks(long batchMillis, long blockMillis) {
        HeadraceConf conf = HeadraceConf.builder()
                .batchInterval(Duration.ofMillis(batchMillis))
                .build();
        assertThat(conf.blockInterval()).hasMillis(blockMillis);
        assertThat(conf.isBlockIntervalFixed()).isFalse();
        HeadraceConf fixed =
                conf.toBuilder().blockInterval(Duration.ofMillis(1)).build();
        assertThat(fixed.blockInterval()).hasMillis(1);
        assertThat(fixed.isBlockIntervalFixed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace.block.byts|1|did you mean headrace.block.bytes",
                "headrace.block.bytes|100000|a power of two from 65536 to 4194304",
                "headrace.block.bytes|much|a power of two",
                "headrace.batch.interval|100us|1ms or more",
                "headrace.batch.interval|soon|a time such as 10ms",
                "headrace.strict|maybe|true or false",
                "headrace.failure|RETRY|one of [FAIL, DEAD_LETTER]",
                "headrace.workers|-1|from 0 to 1024",
                "headrace.core.worker.0|3 spin|sizing tool's file only",
                "headrace.directory|''|a path",
            })
    void shouldRefuseByNameAndValue(String key, String value, String right) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeadraceConf.builder().set(key, value))
                .withMessageContaining(key + "=" + value)
                .withMessageContaining(right);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace.record.max.bytes=100000;headrace.block.bytes=65536|headrace.record.max.bytes=100000: it must be at"
                        + " most 65404",
                "headrace.partitions=8;headrace.key.groups=4|headrace.partitions=8: it must be at most headrace.key.groups",
                "headrace.log.roll.bytes=524288;headrace.block.bytes=131072|headrace.log.roll.bytes=524288: it must be at"
                        + " least 1048576",
                "headrace.block.interval=20ms;headrace.batch.interval=10ms|headrace.block.interval=20 ms",
                "headrace.memory.limit=1000;headrace.block.bytes=65536|headrace.memory.limit=1000",
                "headrace.spill.limit=1000;headrace.block.bytes=65536|headrace.spill.limit=1000: it must be at least 65536,"
                        + " for a block must fit",
                "headrace.log.durability=OFF;headrace.log.replay=1h|headrace.log.replay=1h: it must be 0s",
                "headrace.log.durability=OFF;headrace.log.delta.batches=2|headrace.log.delta.batches=2: it must be 1",
            })
    void shouldRefuseContradictions(String settings, String message) {
        HeadraceConf.Builder builder = HeadraceConf.builder();
        for (String setting : settings.split(";", -1))
            builder.set(setting.split("=", -1)[0], setting.split("=", -1)[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(message.replace("20 ms", "20ms"));
    }

    @Test
    void shouldRefuseALogWithoutADirectoryWhenItStarts() {
        HeadraceConf conf = HeadraceConf.builder().durability(Durability.BATCH).build();
        assertThatIllegalArgumentException()
                .isThrownBy(conf::forStart)
                .withMessageContaining("headrace.log.durability=BATCH: it must be OFF")
                .withMessageContaining("headrace.directory");
    }

    @Test
    void shouldReadWhatTheSizingToolWrote(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("sized.properties");
        Files.writeString(file, """
                headrace.receivers=2
                headrace.workers=1
                headrace.batch.interval=20ms
                headrace.block.interval=5ms
                headrace.block.bytes=131072
                headrace.block.count=64
                headrace.memory.limit=67108864
                headrace.log.durability=BATCH
                headrace.log.replay=1h
                headrace.log.delta.batches=4
                headrace.predicted.rate=1000
                headrace.predicted.recordBytes=100
                headrace.predicted.latency=2ms
                """);
        HeadraceConf conf = HeadraceConf.fromSizingFile(file);
        assertThat(conf.receivers()).isEqualTo(2);
        assertThat(conf.workers()).isEqualTo(1);
        assertThat(conf.batchInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(conf.blockInterval()).isEqualTo(Duration.ofMillis(5));
        assertThat(conf.blockBytes()).isEqualTo(131_072);
        assertThat(conf.blockCount()).isEqualTo(64);
        assertThat(conf.memoryLimit()).isEqualTo(64 << 20);
        assertThat(conf.durability()).isEqualTo(Durability.BATCH);
        assertThat(conf.replay()).isEqualTo(Duration.ofHours(1));
        assertThat(conf.deltaBatches()).isEqualTo(4);
        assertThat(conf.assignments()).isEmpty();
    }

    @Test
    void shouldShowWhatWasSet() {
        HeadraceConf conf = HeadraceConf.builder()
                .setAll(Map.of("headrace.strict", "TRUE", "headrace.log.replay", "90s"))
                .build();
        assertThat(conf.explicitSettings()).isEqualTo(Map.of("headrace.strict", "true", "headrace.log.replay", "90s"));
        assertThat(conf).hasToString("HeadraceConf{headrace.strict=true, headrace.log.replay=90s}");
    }

    @Test
    void shouldDocumentEverySettingWithItsDefault() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        Pattern row = Pattern.compile("^\\| `(headrace\\.[a-z.]+)` \\| `?([^|`]*)`? \\| .+ \\|$");
        for (String line : Files.readAllLines(PAGE)) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches())
                documented.put(matcher.group(1), matcher.group(2).strip());
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Settings.ALL.forEach((key, setting) -> settings.put(key, setting.shownDefault()));
        assertThat(documented).containsExactlyEntriesOf(settings);
    }
}
