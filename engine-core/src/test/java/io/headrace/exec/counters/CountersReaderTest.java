package io.headrace.exec.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CountersReaderTest {
    @TempDir
    Path directory;

    private byte[] sound() throws IOException {
        try (Counters counters = Counters.inDirectory(directory, "orders", 2)) {
            counters.counter(CounterId.SYNCS).set(1);
            counters.counter(CounterId.ROLE_STEPS, 1, "log").set(2);
            return Files.readAllBytes(counters.file());
        }
    }

    private Path file(byte[] bytes) throws IOException {
        Path file = directory.resolve("suspect");
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        return file;
    }

    @Test
    void shouldSayWhatIsNoCountersFile() throws IOException {
        assertThatThrownBy(() -> CountersReader.open(file(new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has 0 bytes");
        assertThatThrownBy(() -> CountersReader.open(file(new byte[4096])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HRCOUNTS");
        assertThatThrownBy(() -> CountersReader.open(directory.resolve("nothing")))
                .isInstanceOf(IOException.class);
        byte[] newer = sound();
        newer[8] = 2;
        assertThatThrownBy(() -> CountersReader.open(file(newer))).hasMessageContaining("has the layout 2");
    }

    @Test
    void shouldRefuseAFileThatWasCutShort() throws IOException {
        byte[] whole = sound();
        for (int length = 0; length < whole.length; length += 61) {
            Path file = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> CountersReader.open(file)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldSurviveGarbage() throws IOException {
        RandomGenerator random = Seed.random("CountersReaderTest");
        byte[] whole = sound();
        for (int i = 0; i < 400; i++) {
            byte[] bytes = whole.clone();
            int flips = 1 + random.nextInt(40);
            int reach = random.nextBoolean() ? 64 : 512;
            for (int flip = 0; flip < flips; flip++) bytes[8 + random.nextInt(reach)] = (byte) random.nextInt();
            readAll(file(bytes));
        }
    }

    @Test
    void shouldKeepNumbersItDoesNotKnow() throws IOException {
        byte[] bytes = sound();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(256, 4711);
        List<Reading> readings = CountersReader.open(file(bytes)).readings();
        assertThat(readings.get(0)).isEqualTo(new Reading(4711, null, 0, "", 1));
    }

    /** The bytes of a live file of this process, whose mark is another one. */
    private CountersReader withMark(LongUnaryOperator change) throws IOException {
        byte[] bytes = sound();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(56, change.applyAsLong(file.getLong(56)));
        return CountersReader.open(file(bytes));
    }

    @Test
    void shouldKnowAProcessThatWasGivenTheSameNumberLater() throws IOException {
        assertThat(withMark(mark -> mark).isWriterAlive()).isTrue();
        assertThat(withMark(mark -> mark ^ 1).isWriterAlive()).isFalse();
    }

    @Test
    void shouldGoByTheNumberAloneInFilesWithoutAMarkAndOfOtherContainers() throws IOException {
        assertThat(withMark(mark -> 0).isWriterAlive()).isTrue();
        assertThat(withMark(mark -> mark ^ 0x1_0000_0001L).isWriterAlive()).isTrue();
    }

    /** Either it is refused with a reason, or all of it can be read. */
    private static void readAll(Path file) {
        try {
            CountersReader reader = CountersReader.open(file);
            assertThat(reader.contextName()).isNotNull();
            assertThat(reader.startedAt()).isNotNull();
            assertThat(reader.readings().size()).isLessThan(1000);
            assertThat(reader.value(CounterId.SYNCS)).isNotNull();
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining(file.toString());
        }
    }

    @Test
    @Timeout(30)
    void shouldReadBesideAWriterThatAddsCounters() throws Exception {
        int instances = 500;
        CountDownLatch reading = new CountDownLatch(1);
        try (Counters counters = Counters.inDirectory(directory, "orders", instances)) {
            CountersReader reader = CountersReader.open(counters.file());
            Thread writer = new Thread(() -> {
                for (int i = 0; i < instances; i++) {
                    counters.counter(CounterId.ROLE_STEPS, i, "thread " + i).set(i);
                    if (i == instances / 10) await(reading);
                }
            });
            writer.start();
            int seen = 0;
            while (seen < instances) {
                List<Reading> readings = reader.readings();
                assertThat(readings.size()).isGreaterThanOrEqualTo(seen);
                seen = readings.size();
                if (seen > 0) reading.countDown();
                for (int i = 0; i < seen; i++) {
                    assertThat(readings.get(i).label()).isEqualTo("thread " + i);
                    assertThat(readings.get(i).value()).isIn(0L, (long) i);
                }
            }
            writer.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Timeout(60)
    void shouldFindWhatAKilledProcessCounted() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("output")))
                .isEqualTo(17);
        CountersReader reader = CountersReader.open(directory.resolve(Counters.FILE_NAME));
        assertThat(reader.value(CounterId.RECORDS_RECEIVED, 0)).hasValue(1_000_000);
        assertThat(reader.processId()).isEqualTo(process.pid());
        assertThat(reader.isClosed()).isFalse();
    }

    /** Counts, and dies without closing anything. */
    static final class Dying {
        private Dying() {}

        public static void main(String[] arguments) throws IOException {
            Counter counter = Counters.inDirectory(Path.of(arguments[0]), "dying", 1)
                    .counter(CounterId.RECORDS_RECEIVED, 0, "clicks");
            for (int i = 0; i < 1_000_000; i++) counter.increment();
            Runtime.getRuntime().halt(17);
        }
    }
}
