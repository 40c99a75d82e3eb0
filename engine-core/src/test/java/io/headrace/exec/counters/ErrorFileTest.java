package io.headrace.exec.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorFileTest {
    @TempDir
    Path directory;

    private final AtomicLong millis = new AtomicLong(1_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final Counter total = Counter.detached();

    private ErrorFile errors() throws IOException {
        return ErrorFile.beside(directory.resolve("counters"), false, clock, total);
    }

    private ErrorsReader read() throws IOException {
        return ErrorsReader.read(directory.resolve("errors"));
    }

    private static IllegalStateException thrown(String message) {
        return new IllegalStateException(message);
    }

    @Test
    void shouldKeepEachKindOnceWithItsTimesAndItsFirstWords() throws IOException {
        try (ErrorFile errors = errors()) {
            for (int i = 0; i < 3; i++) {
                errors.record("job", thrown("batch " + i));
                millis.addAndGet(10);
            }
            errors.record("log", new IOException("outer", new IOException("No space left")));
            errors.record("receiver 0", "lost after 5 ms", 4);
            errors.record("receiver 0", "lost after 17 ms", 1);
            assertThat(total.get()).isEqualTo(9);
            assertThat(read().entries())
                    .containsExactly(
                            new ErrorsReader.Entry(
                                    "job",
                                    "java.lang.IllegalStateException: batch 0",
                                    3,
                                    Instant.ofEpochMilli(1_000),
                                    Instant.ofEpochMilli(1_020)),
                            new ErrorsReader.Entry(
                                    "log",
                                    "java.io.IOException: outer",
                                    1,
                                    Instant.ofEpochMilli(1_030),
                                    Instant.ofEpochMilli(1_030)),
                            new ErrorsReader.Entry(
                                    "receiver 0",
                                    "lost after 5 ms",
                                    5,
                                    Instant.ofEpochMilli(1_030),
                                    Instant.ofEpochMilli(1_030)));
            assertThat(read().processId()).isEqualTo(ProcessHandle.current().pid());
            assertThat(read().others()).isZero();
        }
    }

    @Test
    void shouldBeBounded() throws IOException {
        try (ErrorFile errors = errors()) {
            long size = Files.size(errors.file());
            for (char c = 0; c < 100; c++) errors.record("where " + (char) ('!' + c), "x".repeat(5_000), 2);
            errors.record("where !", "x".repeat(5_000), 1); // has its place
            assertThat(Files.size(errors.file())).isEqualTo(size);
        }
        ErrorsReader read = read();
        assertThat(read.entries().size()).isLessThanOrEqualTo(64);
        long counted =
                read.entries().stream().mapToLong(ErrorsReader.Entry::count).sum();
        assertThat(counted + read.others()).isEqualTo(201);
        assertThat(read.entries().get(0).count()).isEqualTo(3);
        assertThat(read.entries().get(0).what()).hasSize(892);
    }

    @Test
    void shouldKeepTheRunBefore() throws IOException {
        try (ErrorFile errors = errors()) {
            errors.record("job", "first run", 1);
        }
        try (ErrorFile errors = errors()) {
            assertThat(read().entries()).isEmpty();
            assertThat(ErrorsReader.read(directory.resolve("errors.previous")).entries())
                    .hasSize(1);
            assertThat(errors.file()).exists();
        }
    }

    @Test
    void shouldTakeTemporaryFilesAway() throws IOException {
        ErrorFile errors = ErrorFile.beside(directory.resolve("c"), true, clock, total);
        assertThat(errors.file()).exists();
        errors.close();
        assertThat(errors.file()).doesNotExist();
        errors.record("late", "to no avail", 1);
    }

    @Test
    void shouldRefuseWhatIsNoErrorsFile() throws IOException {
        Path file = directory.resolve("errors");
        Files.writeString(file, "short");
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("HRERRORS");
        Files.write(file, new byte[10_000]);
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("HRERRORS");
    }

    @Test
    void shouldSurviveGarbage() throws IOException {
        try (ErrorFile errors = errors()) {
            for (int i = 0; i < 10; i++) errors.record("where " + (char) ('a' + i), "what", 1);
        }
        Path file = directory.resolve("errors");
        byte[] sound = Files.readAllBytes(file);
        RandomGenerator random = Seed.random("garbage in an errors file");
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = sound.clone();
            int flips = 1 + random.nextInt(50);
            for (int i = 0; i < flips; i++)
                damaged[random.nextInt(random.nextBoolean() ? 2_000 : damaged.length)] = (byte) random.nextInt();
            Files.write(file, random.nextInt(10) == 0 ? Arrays.copyOf(damaged, random.nextInt(5_000)) : damaged);
            try {
                ErrorsReader read = read();
                assertThat(read.entries().size()).isLessThanOrEqualTo(64);
                assertThat(read.entries().toString()).doesNotContain("\u001b");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("errors");
            }
        }
    }
}
