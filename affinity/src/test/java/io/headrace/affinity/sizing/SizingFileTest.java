package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.plan.Role;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingFileTest {
    private static final SizingPlan PLAN = Sizing.plan(
            Machines.cores(8), SizingRequest.of(1e6, 100, 2).workers(2).build(), CostModel.defaults());
    private static final String TEXT = SizingFile.of(PLAN).text();

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatItWrites() throws IOException {
        Path file = directory.resolve("headrace.properties");
        SizingFile.of(PLAN).write(file);
        SizingFile read = SizingFile.read(file);
        assertThat(read).isEqualTo(SizingFile.of(PLAN));
        assertThat(read.receivers()).isEqualTo(2);
        assertThat(read.workers()).isEqualTo(2);
        assertThat(read.memoryLimit()).isEqualTo(PLAN.offHeapBytes());
        assertThat(read.predicted().utilisation()).isEqualTo(PLAN.utilisation().fractions());
    }

    @Test
    void shouldSayInTheFileWhatEachSettingMeans() {
        assertThat(TEXT.lines().filter(line -> line.startsWith("#")).count()).isGreaterThan(10);
        assertThat(TEXT.lines().allMatch(line -> line.length() <= 110)).isTrue();
    }

    @Test
    void shouldKeepTwoRolesOnOneThread() {
        SizingPlan small =
                Sizing.plan(Machines.cores(2), SizingRequest.of(1e3, 100, 1).build(), CostModel.defaults());
        String text = SizingFile.of(small).text();
        assertThat(text).contains("headrace.core.scheduler=on log", "headrace.core.job=on worker.0");
        assertThat(new SizingFileReader("f", text).read()).isEqualTo(SizingFile.of(small));
    }

    @Test
    void shouldDoWithoutACoreMap() {
        String text =
                TEXT.lines().filter(line -> !line.startsWith("headrace.core.")).reduce("", (a, b) -> a + b + "\n");
        assertThat(new SizingFileReader("f", text).read().assignments()).isEmpty();
    }

    @Test
    void shouldReadACoreMapThatAnOperatorChanged() {
        String text = changed("headrace.core.log", "shared BLOCK");
        SizingFile read = new SizingFileReader("f", text).read();
        assertThat(read.assignments())
                .filteredOn(assignment -> assignment.role() == Role.LOG)
                .allMatch(assignment -> !assignment.hasCpu());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace.workers | 0 | headrace.workers=0 | from 1 to",
                "headrace.workers | many | headrace.workers=many | a whole number",
                "headrace.receivers | -1 | headrace.receivers=-1 | from 0 to",
                "headrace.receivers | 3 | headrace.core.receiver.2 is missing | every receiver",
                "headrace.receivers | 1 | headrace.core.receiver.1= | 1 receivers and 2 workers",
                "headrace.batch.interval | 10 | headrace.batch.interval=10: | 10ms",
                "headrace.batch.interval | 100us | headrace.batch.interval=100us | 1ms or more",
                "headrace.block.interval | 2s | headrace.block.interval=2s | at most the batch interval",
                "headrace.block.interval | 0 | headrace.block.interval=0s | more than 0",
                "headrace.block.bytes | 100000 | headrace.block.bytes=100000 | a power of two, such as 65536",
                "headrace.block.bytes | 1024 | headrace.block.bytes=1024 | from 65536 to 4194304",
                "headrace.block.count | 3 | headrace.block.count=3 | at least two for each of the 2 receivers",
                "headrace.memory.limit | 1000 | headrace.memory.limit=1000 | the blocks alone",
                "headrace.log.durability | SOMETIMES | headrace.log.durability=SOMETIMES | OFF, PROCESS, BATCH, RECORD",
                "headrace.log.replay | soon | headrace.log.replay=soon | a time",
                "headrace.log.delta.batches | 0 | headrace.log.delta.batches=0 | from 1",
                "headrace.core.worker.1 | 99999999 block | headrace.core.worker.1=99999999 | CPU WAIT",
                "headrace.core.worker.1 | 3 sleep | headrace.core.worker.1=3 sleep | yield_then_park",
                "headrace.core.worker.1 | 3 | headrace.core.worker.1=3: | CPU WAIT",
                "headrace.core.worker.1 | on worker.7 | headrace.core.worker.1=on worker.7 | CPU WAIT or 'shared WAIT'",
                "headrace.core.scheduler | 5 spin | headrace.core.scheduler=5 spin | on log': the log has one writer",
                "headrace.core.scheduler | on worker.0 | headrace.core.scheduler=on worker.0 | on log'",
                "headrace.core.job | on worker.0 | headrace.core.job=on worker.0 | CPU WAIT or 'shared WAIT'",
                "headrace.predicted.rate | high | headrace.predicted.rate=high | a number"
            })
    void shouldNameTheSettingItsValueAndTheCure(String key, String value, String named, String cure) {
        assertThatThrownBy(() -> new SizingFileReader("my.properties", changed(key, value)).read())
                .isInstanceOf(SizingException.class)
                .hasMessageContainingAll(named.strip(), cure);
    }

    @Test
    void shouldRefuseWhatContradictsTheDurability() {
        String off = TEXT.replace("durability=PROCESS", "durability=OFF");
        assertRefused(off.replace("log.replay=0s", "log.replay=2h"), "headrace.log.replay=2h", "durability is OFF");
        assertRefused(off.replace("delta.batches=1", "delta.batches=4"), "headrace.log.delta.batches=4", "OFF");
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowAndWhatIsThereTwiceOrNotAtAll() {
        assertRefused(
                TEXT + "headrace.wrokers=2\n", "headrace.wrokers=2", "there is no such setting", "headrace.workers");
        assertRefused(TEXT + "headrace.workers=3\n", "headrace.workers is set twice", "2", "3");
        assertRefused(TEXT.replace("headrace.workers=2\n", ""), "headrace.workers is missing", "a whole number");
        String twice =
                "headrace.core.worker.1=" + PLAN.cores().of(Role.WORKER, 0).cpu() + " spin";
        assertRefused(
                TEXT.replaceAll("headrace.core.worker.1=.*", twice),
                "headrace.core.worker.1",
                "headrace.core.worker.0");
        assertRefused("headrace.workers=\\u00zz", "my.properties");
    }

    private static void assertRefused(String text, String... words) {
        assertThatThrownBy(() -> new SizingFileReader("my.properties", text).read())
                .isInstanceOf(SizingException.class)
                .hasMessageContainingAll(words);
    }

    private static String changed(String key, String value) {
        String changed =
                TEXT.replaceAll("(?m)^" + key.strip().replace(".", "\\.") + "=.*$", key.strip() + "=" + value.strip());
        assertThat(changed).isNotEqualTo(TEXT);
        return changed;
    }
}
