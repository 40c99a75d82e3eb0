package io.headrace.exec.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A checkpoint of version 1, as it was written once, is read for ever. */
@ExtendWith(LeakCheck.class)
class GoldenCheckpointTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/checkpoint-1");

    /** Writes the files: for a new version only, in a directory of its own. */
    public static void main(String[] arguments) throws IOException {
        try (Made made = new Made(Path.of(arguments[0]))) {
            made.begin().set("a", "one").set("b", "two").end();
            made.write();
            made.begin()
                    .set("a", "three")
                    .remove("b")
                    .set("c", "four")
                    .pane("\0\0\0\0\5\0\0\0a row")
                    .end();
            made.write();
        }
    }

    @Test
    void shouldReadACheckpointOfVersion1() throws IOException {
        CheckpointDirectory directory = new CheckpointDirectory(GOLDEN);
        LoadedCheckpoints found = LoadedCheckpoints.find(directory);
        assertThat(found.damages()).isEmpty();
        assertThat(found.inOrder()).extracting(Manifest::number).containsExactly(2L, 4L);
        Manifest latest = requireNonNull(found.latest());
        assertThat(latest).hasToString("checkpoint 4 of batch 1-2 of 1700000000020 ms");
        assertThat(latest.settings().batchMillis()).isEqualTo(10);
        List<StateDump.Line> lines = new ArrayList<>();
        new StateDump(directory, latest).print(null, lines::add);
        assertThat(lines)
                .containsExactly(
                        new StateDump.Line("counts", null, "a", "three"),
                        new StateDump.Line("counts", null, "c", "four"),
                        new StateDump.Line("sums", 2L, null, "a row"));
    }

    @Test
    void shouldShowOneOperatorAndAsManyLinesAsAreWanted() throws IOException {
        CheckpointDirectory directory = new CheckpointDirectory(GOLDEN);
        StateDump dump = new StateDump(directory, directory.read(4));
        List<StateDump.Line> lines = new ArrayList<>();
        dump.print("counts", line -> {
            lines.add(line);
            return false;
        });
        assertThat(lines).containsExactly(new StateDump.Line("counts", null, "a", "three"));
    }
}
