package io.headrace.exec.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.memory.testing.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // what a closed one does is asked while it is in scope
class CountersTest {
    @TempDir
    Path directory;

    private Counters counters() throws IOException {
        return Counters.inDirectory(directory, "orders", 3);
    }

    @Test
    void shouldBeReadWhileTheyAreWritten() throws IOException {
        Instant before = Instant.now().minusMillis(1);
        try (Counters counters = counters()) {
            CountersReader reader = CountersReader.open(directory.resolve("counters"));
            assertThat(reader.readings()).isEmpty();
            Counter cut = counters.counter(CounterId.BATCHES_CUT);
            Counter received = counters.counter(CounterId.RECORDS_RECEIVED, 2, "clicks");
            cut.set(Long.MIN_VALUE);
            received.add(5);
            received.increment();
            assertThat(reader.readings())
                    .containsExactly(
                            new Reading(22, CounterId.BATCHES_CUT, 0, "", Long.MIN_VALUE),
                            new Reading(1, CounterId.RECORDS_RECEIVED, 2, "clicks", 6));
            received.add(-7);
            assertThat(reader.value(CounterId.RECORDS_RECEIVED, 2)).hasValue(-1);
            assertThat(reader.value(CounterId.RECORDS_RECEIVED, 1)).isEmpty();
            assertThat(reader.value(CounterId.BATCHES_CUT)).hasValue(Long.MIN_VALUE);
            assertThat(reader.contextName()).isEqualTo("orders");
            assertThat(reader.processId()).isEqualTo(ProcessHandle.current().pid());
            assertThat(reader.startedAt()).isBetween(before, Instant.now());
            assertThat(reader.isClosed()).isFalse();
            counters.close();
            assertThat(reader.isClosed()).isTrue();
        }
    }

    @Test
    void shouldGiveTheSameCounterAtEachCall() throws IOException {
        try (Counters counters = counters()) {
            Counter first = counters.counter(CounterId.ROLE_STEPS, 1, "log");
            assertThat(counters.counter(CounterId.ROLE_STEPS, 1, "another label"))
                    .isSameAs(first);
            assertThat(counters.counter(CounterId.ROLE_STEPS, 2, "job")).isNotSameAs(first);
            assertThat(counters.counter(CounterId.SYNCS)).isSameAs(counters.counter(CounterId.SYNCS));
            assertThat(CountersReader.open(counters.file()).readings())
                    .extracting(Reading::label)
                    .containsExactly("log", "job", "");
        }
    }

    @Test
    void shouldHaveRoomForEveryCounterOfEveryInstance() throws IOException {
        try (Counters counters = counters()) {
            for (CounterId id : CounterId.values()) {
                for (int i = 0; i < id.instances(3); i++)
                    counters.counter(id, i, "l").set(id.number());
            }
            assertThat(CountersReader.open(counters.file()).readings())
                    .allSatisfy(reading -> assertThat(reading.value()).isEqualTo(reading.number()));
            assertThatThrownBy(() -> counters.counter(CounterId.ROLE_WORK, 3, "one more"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ROLE_WORK 3")
                    .hasMessageContaining("for more inputs and threads");
        }
    }

    @Test
    void shouldRefuseInstancesThatCannotBe() throws IOException {
        try (Counters counters = counters()) {
            assertThatThrownBy(() -> counters.counter(CounterId.ROLE_STEPS)).hasMessageContaining("name the instance");
            assertThatThrownBy(() -> counters.counter(CounterId.SYNCS, 1, "")).hasMessageContaining("one SYNCS");
            assertThatThrownBy(() -> counters.counter(CounterId.ROLE_STEPS, -1, ""))
                    .hasMessageContaining("-1");
            counters.close();
            assertThatThrownBy(() -> counters.counter(CounterId.SYNCS)).hasMessageContaining("closed");
        }
        assertThatThrownBy(() -> Counters.inDirectory(directory, "orders", -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Counters.inDirectory(directory, "orders", 1 << 20))
                .hasMessageContaining("1048576 inputs and threads");
    }

    @Test
    void shouldLeaveTheOldFileToItsReaders() throws IOException {
        CountersReader old;
        try (Counters counters = counters()) {
            counters.counter(CounterId.SYNCS).set(7);
            old = CountersReader.open(counters.file());
        }
        try (Counters counters = counters()) {
            counters.counter(CounterId.SYNCS).set(8);
            assertThat(old.value(CounterId.SYNCS)).hasValue(7);
            assertThat(old.isClosed()).isTrue();
            assertThat(CountersReader.open(counters.file()).value(CounterId.SYNCS))
                    .hasValue(8);
        }
        assertThat(directory).isDirectoryContaining(file -> file.endsWith("counters"));
        assertThat(directory.toFile().list()).containsExactly("counters");
    }

    @Test
    void shouldReplaceWhatAStartThatWasKilledLeft() throws IOException {
        Files.writeString(directory.resolve("counters.new"), "x".repeat(100_000));
        try (Counters counters = counters()) {
            assertThat(CountersReader.open(counters.file()).readings()).isEmpty();
        }
    }

    @Test
    void shouldTakeATemporaryFileAwayAgain() throws IOException {
        Path file;
        try (Counters counters = Counters.temporary("orders", 1)) {
            file = counters.file();
            Counter syncs = counters.counter(CounterId.SYNCS);
            syncs.set(3);
            assertThat(CountersReader.open(file).value(CounterId.SYNCS)).hasValue(3);
            counters.close();
            syncs.increment();
            assertThat(syncs.get()).isEqualTo(4);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldCutLongNamesBetweenCharacters() throws IOException {
        String name = "grün".repeat(60);
        try (Counters counters = Counters.inDirectory(directory, name, 1)) {
            counters.counter(CounterId.ROLE_STEPS, 0, "x" + "ü".repeat(40));
            CountersReader reader = CountersReader.open(counters.file());
            assertThat(name).startsWith(reader.contextName());
            assertThat(reader.contextName().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(187, 188);
            assertThat(reader.readings().get(0).label()).isEqualTo("x" + "ü".repeat(25));
        }
    }

    @Test
    void shouldLieInTheFileAsIsWrittenDown() throws IOException {
        Path file;
        try (Counters counters = counters()) {
            file = counters.file();
            counters.counter(CounterId.SYNCS).set(11);
            counters.counter(CounterId.RECORDS_RECEIVED, 1, "clicks").set(12);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(bytes.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("HRCOUNTS");
        assertThat(bytes.getInt(8)).isEqualTo(1);
        int room = bytes.getInt(12);
        int values = bytes.getInt(16);
        assertThat(values % 128).isZero();
        assertThat(values).isGreaterThanOrEqualTo(256 + 64 * room);
        assertThat(bytes.getInt(20)).isEqualTo(128);
        assertThat(bytes.capacity()).isEqualTo(values + 128 * room);
        assertThat(bytes.getInt(40)).isEqualTo(2);
        assertThat(bytes.getInt(44)).isEqualTo(2);
        assertThat(bytes.getLong(56)).isEqualTo(markOfThisProcess());
        assertThat(bytes.getInt(64)).isEqualTo(6);
        assertThat(new String(bytes.array(), 68, 6, StandardCharsets.UTF_8)).isEqualTo("orders");
        assertThat(bytes.getInt(256)).isEqualTo(CounterId.SYNCS.number());
        assertThat(bytes.getInt(256 + 64)).isEqualTo(CounterId.RECORDS_RECEIVED.number());
        assertThat(bytes.getInt(256 + 64 + 4)).isEqualTo(1);
        assertThat(bytes.getInt(256 + 64 + 8)).isEqualTo(6);
        assertThat(new String(bytes.array(), 256 + 64 + 12, 6, StandardCharsets.UTF_8))
                .isEqualTo("clicks");
        assertThat(bytes.getLong(values)).isEqualTo(11);
        assertThat(bytes.getLong(values + 128)).isEqualTo(12);
    }

    /** As it is written down, read another way than the engine does. */
    private static long markOfThisProcess() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat")).replaceFirst("\\(.*\\)", "name");
        String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        return (Long.parseLong(stat.split(" ", -1)[22 - 1]) & 0xFFFF_FFFFL)
                | (Long.parseLong(space.replaceAll("[^0-9]", "")) << 32);
    }

    @Test
    void shouldHaveNumbersThatAreUniqueAndKnown() {
        assertThat(Arrays.stream(CounterId.values()).map(CounterId::number)).doesNotHaveDuplicates();
        for (CounterId id : CounterId.values())
            assertThat(CounterId.ofNumber(id.number())).isSameAs(id);
        assertThat(CounterId.ofNumber(9999)).isNull();
    }

    @Test
    void shouldCountWithoutAllocating() throws IOException {
        try (Counters counters = counters()) {
            Counter counter = counters.counter(CounterId.ROLE_STEPS, 0, "log");
            Counter detached = Counter.detached();
            Allocation.assertNone("counting", () -> {
                counter.increment();
                counter.add(3);
                detached.set(counter.get());
            });
            assertThat(detached.get()).isPositive();
        }
    }
}
