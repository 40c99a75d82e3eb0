package io.headrace.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DamagedDirectoryException;
import io.headrace.StreamingContext;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.LoadedCheckpoints;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.sink.BatchId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A directory and no log: what is killed goes on from its last checkpoint, says what is lost, and gives no batch id out twice. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class UnloggedTest {
    @TempDir
    Path temporary;

    private Path directory = Path.of("");
    private Path output = Path.of("");

    /**
     * Kills a program that has written a checkpoint with its key, and another one. Batches come before the first record, and checkpoints
     * of these batches may be written long after it, on a busy machine.
     */
    @BeforeEach
    void kill() throws Exception {
        directory = temporary.resolve("context");
        output = temporary.resolve("output");
        ForkedProgram program = start();
        do program.awaitGrowth(output);
        while (!isStateStored());
        long last = lastCheckpoint() + 1;
        while (lastCheckpoint() < last) program.awaitGrowth(output);
        program.killAfter(7);
    }

    private boolean isStateStored() throws IOException {
        long number = lastCheckpoint();
        if (number == 0) return false;
        BatchId batch = checkpoints().read(number).batch();
        return lines().stream()
                .anyMatch(line -> line.contains("=") && batch(line).equals(batch));
    }

    private long lastCheckpoint() throws IOException {
        return checkpoints().numbers().stream()
                .mapToLong(number -> number)
                .max()
                .orElse(0);
    }

    private ForkedProgram start() throws IOException {
        return ForkedProgram.start(UnloggedProgram.class, directory.toString(), output.toString());
    }

    private CheckpointDirectory checkpoints() {
        return new CheckpointDirectory(directory.resolve(CheckpointDirectory.DIRECTORY_NAME));
    }

    private Manifest latest() throws IOException {
        return requireNonNull(LoadedCheckpoints.find(checkpoints()).latest());
    }

    /** {@code 1-17 0=9}: whole lines, for the last one may have been cut off. */
    private List<String> lines() throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static BatchId batch(String line) {
        return BatchId.parse(line.substring(0, line.indexOf(' ')));
    }

    private static long state(String line) {
        return Long.parseLong(line.substring(line.indexOf('=') + 1));
    }

    @Test
    void shouldGoOnFromTheLastCheckpointAndSayWhatIsLost() throws Exception {
        for (int start = 2; start <= 4; start++) {
            Manifest latest = latest();
            List<String> before = lines();
            String kept = before.stream()
                    .filter(line -> batch(line).equals(latest.batch()))
                    .findFirst()
                    .orElseThrow();
            ForkedProgram program = start();
            program.awaitGrowth(output);
            program.awaitGrowth(output);
            assertThat(program.said())
                    .contains("there is no log, and the last run was not stopped in order")
                    .contains("goes on from " + latest)
                    .contains("is lost");
            program.killAfter(60);
            String first = lines().get(before.size());
            assertThat(state(first)).isEqualTo(state(kept) + 1);
            assertThat(batch(first).incarnation()).isEqualTo(start);
        }
        assertThat(lines().stream().map(UnloggedTest::batch)).doesNotHaveDuplicates();
    }

    private void mustBeRefused(String... words) {
        try (StreamingContext context = UnloggedProgram.context(directory, output)) {
            assertThatThrownBy(context::start)
                    .isInstanceOf(DamagedDirectoryException.class)
                    .hasMessageContainingAll(words);
        }
    }

    @Test
    void shouldRefuseToCountStartsAnew() throws Exception {
        Path starts = directory.resolve("incarnation");
        Files.write(starts, new byte[] {(byte) 0xb1, 3});
        mustBeRefused(starts.toString(), "instead of the number of starts");
        Files.writeString(starts, "0");
        mustBeRefused(starts.toString(), "write a number there");
        Files.delete(starts);
        mustBeRefused(starts + " is missing", "write a number there");
        Files.writeString(starts, "7");
        ForkedProgram program = start();
        program.awaitGrowth(output);
        program.killAfter(0);
        assertThat(batch(lines().get(lines().size() - 1)).incarnation()).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhenNoCheckpointIsWhole() throws Exception {
        for (long number : checkpoints().numbers()) {
            Path manifest = checkpoints().path().resolve("%010d.manifest".formatted(number));
            byte[] bytes = Files.readAllBytes(manifest);
            bytes[bytes.length / 2] ^= 4;
            Files.write(manifest, bytes);
        }
        mustBeRefused("no checkpoint in " + checkpoints().path() + " is whole", "./headrace state list " + directory);
    }
}
