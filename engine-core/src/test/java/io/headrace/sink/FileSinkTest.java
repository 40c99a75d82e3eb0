package io.headrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.wal.disk.DirectoryInUseException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {
    @TempDir
    Path directory;

    private static SinkBatch batch(long incarnation, long sequence) {
        return new SinkBatch(new BatchId(incarnation, sequence), sequence * 10);
    }

    private FileSink<String> open(boolean survivesPowerCut) throws IOException {
        FileSink<String> sink = FileSink.lines(directory);
        sink.open(new SinkContext("test", "output 0", survivesPowerCut));
        return sink;
    }

    private static void give(FileSink<String> sink, SinkBatch batch, String... elements) throws IOException {
        sink.begin(batch);
        sink.write(0, List.of(elements).iterator());
        sink.commit();
    }

    private List<String> visible() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path batch : FileSink.batches(directory)) {
            try (var parts = Files.list(batch)) {
                for (Path part : parts.sorted().toList()) lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldShowABatchWhenItIsCommitted(boolean survivesPowerCut) throws Exception {
        try (FileSink<String> sink = open(survivesPowerCut)) {
            assertThat(sink.lastCommitted()).isNull();
            sink.begin(batch(1, 1));
            sink.write(1, List.of("c").iterator());
            sink.write(0, List.of("a", "b").iterator());
            assertThat(visible()).isEmpty();
            sink.commit();
            assertThat(visible()).containsExactly("a", "b", "c");
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
        }
        try (FileSink<String> sink = open(survivesPowerCut)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            give(sink, batch(2, 10), "d");
            assertThat(visible()).containsExactly("a", "b", "c", "d");
        }
        assertThat(directory.resolve("batch-000002-000000000010/part-00000")).hasContent("d\n");
    }

    @Test
    void shouldRememberWhatReadersTookAway() throws Exception {
        try (FileSink<String> sink = open(false)) {
            give(sink, batch(1, 1), "a");
        }
        for (Path batch : FileSink.batches(directory)) {
            Files.delete(batch.resolve("part-00000"));
            Files.delete(batch);
        }
        try (FileSink<String> sink = open(false)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
        }
    }

    @Test
    void shouldForgetBatchesWithoutElements() throws Exception {
        try (FileSink<String> sink = open(false)) {
            give(sink, batch(1, 1), "a");
            give(sink, batch(1, 2));
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            give(sink, batch(1, 3), "b");
            assertThat(visible()).containsExactly("a", "b");
        }
    }

    @Test
    void shouldDeleteWhatAnInterruptedBatchLeft() throws Exception {
        FileSink<String> dying = open(false);
        give(dying, batch(1, 1), "a");
        dying.begin(batch(1, 2));
        dying.write(0, List.of("b").iterator());
        dying.close(); // as a crash before the commit
        try (FileSink<String> sink = open(false)) {
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            assertThat(directory.resolve(".pending-1-2")).doesNotExist();
            give(sink, batch(1, 2), "b");
            assertThat(visible()).containsExactly("a", "b");
        }
    }

    @Test
    void shouldMakeUpForTheLastStepOfACommittedBatch() throws Exception {
        try (FileSink<String> sink = open(false)) {
            give(sink, batch(1, 1), "a");
        }
        // As a crash between the manifest and the rename.
        Files.move(FileSink.batches(directory).get(0), directory.resolve(".pending-1-1"));
        assertThat(visible()).isEmpty();
        try (FileSink<String> sink = open(false)) {
            assertThat(visible()).containsExactly("a");
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
        }
    }

    @Test
    void shouldBeginAnewAfterAnAbort() throws Exception {
        try (FileSink<String> sink = open(false)) {
            sink.begin(batch(1, 1));
            sink.write(0, List.of("wrong").iterator());
            sink.abort();
            assertThat(sink.lastCommitted()).isNull();
            give(sink, batch(1, 1), "right");
            assertThat(visible()).containsExactly("right");
        }
    }

    @Test
    void shouldKnowABatchWhoseLastStepFailed() throws Exception {
        try (FileSink<String> sink = open(false)) {
            Path inTheWay = Files.createDirectories(directory.resolve("batch-000001-000000000001"));
            Files.createFile(inTheWay.resolve("part-00000"));
            sink.begin(batch(1, 1));
            sink.write(0, List.of("a").iterator());
            assertThatThrownBy(sink::commit).isInstanceOf(IOException.class);
            sink.abort();
            assertThatThrownBy(sink::lastCommitted).isInstanceOf(IOException.class);
            Files.delete(inTheWay.resolve("part-00000"));
            Files.delete(inTheWay);
            assertThat(sink.lastCommitted()).isEqualTo(batch(1, 1));
            assertThat(visible()).containsExactly("a");
        }
    }

    @Test
    void shouldRefuseAManifestThatSaysSomethingElse() throws Exception {
        try (FileSink<String> sink = open(false)) {
            give(sink, batch(1, 1), "a");
        }
        Path manifest = directory.resolve(".manifest");
        String sound = Files.readString(manifest);
        for (int bit = 0; bit < sound.length() * 8; bit++) {
            byte[] flipped = sound.getBytes(StandardCharsets.US_ASCII);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(manifest, flipped);
            mustBeRefused("bit " + bit % 8 + " of character " + bit / 8, manifest.toString());
        }
        for (int length = 0; length < sound.length() - 1; length++) {
            Files.writeString(manifest, sound.substring(0, length));
            mustBeRefused("cut to " + length + " characters", manifest.toString());
        }
        Files.delete(manifest);
        mustBeRefused("missing", manifest + " is missing, and there are batches");
        Files.writeString(manifest, sound.replace("sink 1", "sink 2"));
        try (FileSink<String> sink = FileSink.lines(directory)) {
            assertThatThrownBy(() -> sink.open(new SinkContext("test", "output 0", false)))
                    .hasMessageContaining("is of format 2, and this version reads 1");
        }
    }

    private void mustBeRefused(String what, String words) throws IOException {
        try (FileSink<String> sink = FileSink.lines(directory)) {
            assertThatThrownBy(() -> sink.open(new SinkContext("test", "output 0", false)))
                    .as(what)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(words)
                    .hasMessageContaining("Restore it, or begin with an empty directory");
        }
    }

    @Test
    void shouldHaveOneWriterAtATime() throws Exception {
        try (FileSink<String> first = open(false);
                FileSink<String> second = FileSink.lines(directory)) {
            assertThat(first.lastCommitted()).isNull();
            assertThatThrownBy(() -> second.open(new SinkContext("test", "output 0", false)))
                    .isInstanceOf(DirectoryInUseException.class);
        }
    }

    @Test
    void shouldWriteWhatTheEncoderWrites() throws Exception {
        try (FileSink<Integer> sink =
                FileSink.of(directory, (number, file) -> new DataOutputStream(file).writeInt(number), ".int")) {
            sink.open(new SinkContext("test", "output 0", false));
            sink.begin(batch(1, 1));
            sink.write(7, List.of(1, 258).iterator());
            sink.commit();
        }
        assertThat(directory.resolve("batch-000001-000000000001/part-00007.int"))
                .hasBinaryContent(new byte[] {0, 0, 0, 1, 0, 0, 1, 2});
    }
}
