package io.headrace.exec.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the files of a checkpoint, what is served is what was written, or nothing is. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CheckpointDamageTest {
    private static final Map<String, String> FIRST = Map.of("0/3/a", "one", "0/3/b", "two", "1/1/0", "a pane");
    private static final Map<String, String> SECOND = Map.of("0/3/a", "three", "1/1/0", "a pane");

    @TempDir
    Path path;

    private CheckpointDirectory directory;
    private Manifest first;
    private Manifest second;

    @BeforeEach
    void write() throws IOException {
        try (Made made = new Made(path)) {
            made.begin().set("a", "one").set("b", "two").pane("a pane").end();
            first = made.write();
            made.begin().set("a", "three").remove("b").end();
            second = made.write();
            directory = made.directory;
        }
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        assertThat(Made.read(directory, first)).isEqualTo(FIRST);
        assertThat(Made.read(directory, second)).isEqualTo(SECOND);
        assertThat(directory.read(second.number())).usingRecursiveComparison().isEqualTo(second);
        LoadedCheckpoints found = LoadedCheckpoints.find(directory);
        assertThat(found.inOrder()).extracting(Manifest::number).containsExactly(first.number(), second.number());
        assertThat(found.damages()).isEmpty();
    }

    @Test
    void shouldDetectEachByteThatIsFlippedInTheLatestFiles() throws IOException {
        for (Path file : new Path[] {
            directory.manifest(second.number()),
            directory.segment(second.segments().get(1).number())
        }) {
            byte[] sound = Files.readAllBytes(file);
            for (int i = 0; i < sound.length; i++) {
                byte[] flipped = sound.clone();
                flipped[i] ^= 0x10;
                Files.write(file, flipped);
                mustFallBack(file + " with byte " + i + " flipped");
            }
            Files.write(file, sound);
        }
    }

    @Test
    void shouldDetectFilesThatAreCutShortAnywhere() throws IOException {
        for (Path file : new Path[] {
            directory.manifest(second.number()),
            directory.segment(second.segments().get(1).number())
        }) {
            byte[] sound = Files.readAllBytes(file);
            for (int length = 0; length < sound.length; length++) {
                Files.write(file, Arrays.copyOf(sound, length));
                mustFallBack(file + " of " + length + " bytes");
            }
            Files.write(file, Arrays.copyOf(sound, sound.length + 1));
            mustFallBack(file + " with a byte more");
            Files.delete(file);
            if (file.toString().endsWith(".segment")) mustFallBack(file + " missing");
            Files.write(file, sound);
        }
    }

    @Test
    void shouldNotTakeOneSegmentForAnother() throws IOException {
        Path one = directory.segment(second.segments().get(0).number());
        Path other = directory.segment(second.segments().get(1).number());
        Files.copy(one, other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        mustFallBack("a segment under another's name");
    }

    @Test
    void shouldSayThatNothingIsWholeWhenTheOldestSegmentIsDamaged() throws IOException {
        Path shared = directory.segment(first.segments().get(0).number());
        byte[] bytes = Files.readAllBytes(shared);
        bytes[bytes.length - 1] ^= 1;
        Files.write(shared, bytes);
        LoadedCheckpoints found = LoadedCheckpoints.find(directory);
        assertThat(found.latest()).isNull();
        assertThat(found.damages()).hasSize(2).allMatch(damage -> damage.contains(shared.toString()));
    }

    /** Going on from an older checkpoint would forget what the newer build has written. */
    @Test
    void shouldNameTheVersionOfANewerBuild() throws IOException {
        Path file = directory.manifest(second.number());
        byte[] newer = Files.readAllBytes(file);
        newer[4] = 2;
        CRC32C crc = new CRC32C();
        crc.update(newer, 0, 12);
        crc.update(newer, 16, newer.length - 16);
        ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        Files.write(file, newer);
        assertThatThrownBy(() -> LoadedCheckpoints.find(directory))
                .isInstanceOf(NewerVersionException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("version 1");
    }

    private void mustFallBack(String what) throws IOException {
        LoadedCheckpoints found = LoadedCheckpoints.find(directory);
        assertThat(found.damages()).as(what).hasSize(1);
        Manifest latest = requireNonNull(found.latest());
        assertThat(latest.number()).as(what).isEqualTo(first.number());
        assertThat(Made.read(directory, latest)).isEqualTo(FIRST);
        assertThatThrownBy(() -> {
                    directory.verify(directory.read(second.number()));
                    Made.read(directory, second);
                })
                .as(what)
                .isInstanceOf(CorruptDataException.class);
    }
}
