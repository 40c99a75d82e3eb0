package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at checkpoints, on the files that were written once for all versions to read. */
class StateCommandTest {
    private static final Path GOLDEN = Path.of("../engine-core/src/test/resources/golden/checkpoint-1");

    @TempDir
    Path directory;

    @Test
    void shouldListCheckpoints() {
        Captured captured = Captured.run("state", "list", GOLDEN.toString());
        assertThat(captured.code()).isEqualTo(Headrace.DONE);
        assertThat(captured.out())
                .contains("checkpoint 4 behind batch 1-2", "checkpoint 2 behind batch 1-1", "\"counts\"", "sound");
    }

    @Test
    void shouldPrintKeysAndRows() {
        Captured captured = Captured.run("state", "dump", GOLDEN.toString());
        assertThat(captured.code()).isEqualTo(Headrace.DONE);
        assertThat(captured.out().lines())
                .containsExactly("counts: a = three", "counts: c = four", "sums tick 2: a row");
    }

    @Test
    void shouldPrintOneOperatorAndSoManyLinesAsJson() {
        Captured captured =
                Captured.run("state", "dump", GOLDEN.toString(), "--operator", "counts", "--limit", "1", "--json");
        assertThat(captured.code()).isEqualTo(Headrace.DONE);
        assertThat(captured.out().lines())
                .containsExactly("{\"operator\":\"counts\",\"tick\":null,\"key\":\"a\",\"value\":\"three\"}");
    }

    @Test
    void shouldAnswerNoWhenACheckpointIsDamaged() throws IOException {
        copy();
        Path manifest = directory.resolve("0000000004.manifest");
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[30] ^= 1;
        Files.write(manifest, bytes);
        Captured listed = Captured.run("state", "list", directory.toString());
        assertThat(listed.code()).isEqualTo(Headrace.NO);
        assertThat(listed.out()).contains("checkpoint 4 is damaged", "checksum");
        Captured dumped = Captured.run("state", "dump", directory.toString());
        assertThat(dumped.code()).isEqualTo(Headrace.NO);
        assertThat(dumped.out()).contains("counts: a = one");
    }

    /** As beside a context that runs: it was there when the directory was listed, and is not when it is opened. */
    @Test
    void shouldPassOverACheckpointThatIsDeletedMeanwhile() throws IOException {
        copy();
        Files.createSymbolicLink(directory.resolve("0000000009.manifest"), directory.resolve("nowhere"));
        Captured listed = Captured.run("state", "list", directory.toString());
        assertThat(listed.code()).as(listed.out()).isEqualTo(Headrace.DONE);
        assertThat(listed.out()).contains("checkpoint 4 behind").doesNotContain("checkpoint 9");
        Captured dumped = Captured.run("state", "dump", directory.toString());
        assertThat(dumped.code()).isEqualTo(Headrace.DONE);
        assertThat(dumped.out()).contains("counts: a = three");
    }

    @Test
    void shouldSayThatThereIsNoCheckpoint() {
        assertThat(Captured.run("state", "list", directory.toString()).code()).isEqualTo(Headrace.NONSENSE);
        assertThat(Captured.run("state", "list", directory.resolve("nowhere").toString())
                        .err())
                .contains("is not a directory");
        assertThat(Captured.run("state", "dump", GOLDEN.toString(), "--operator", "nobody")
                        .code())
                .isEqualTo(Headrace.NONSENSE);
    }

    private void copy() throws IOException {
        List<Path> files;
        try (Stream<Path> stream = Files.list(GOLDEN)) {
            files = stream.toList();
        }
        for (Path file : files) Files.copy(file, directory.resolve(file.getFileName()));
    }
}
