package io.headrace.exec.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints leave is deleted, whoever left it: the directory is looked into when something may be there that is not known. */
@ExtendWith(LeakCheck.class)
class PruneTest {
    @TempDir
    Path temporary;

    private Made made;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(path());
        Files.writeString(path().resolve("0000000007.segment"), "of a run that died");
        Files.writeString(path().resolve("0000000009.manifest.new"), "of a run that died");
        Files.writeString(path().resolve("notes.txt"), "somebody's");
        made = new Made(path());
    }

    @AfterEach
    void close() throws IOException {
        made.close();
    }

    private Path path() {
        return temporary.resolve("checkpoint");
    }

    private Manifest checkpoint(String key) throws IOException {
        made.begin().set(key, "1").end();
        return made.write();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Stream<String> namesOf(Manifest manifest) {
        return Stream.concat(
                Stream.of(name(manifest.number(), "manifest")),
                manifest.segments().stream().map(segment -> name(segment.number(), "segment")));
    }

    private static String name(long number, String ending) {
        return String.format(Locale.ROOT, "%010d.%s", number, ending);
    }

    private static List<String> expected(Manifest before, Manifest last) {
        return Stream.of(Stream.of("notes.txt"), namesOf(before), namesOf(last))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void shouldDeleteWhatAnEarlierRunLeftAndKeepWhatIsNotOurs() throws IOException {
        Manifest only = checkpoint("a");
        assertThat(names()).isEqualTo(expected(only, only));
    }

    @Test
    void shouldLeaveTheLastTwoAndTheirSegmentsHoweverManyThereWere() throws IOException {
        Manifest before = checkpoint("0");
        for (int i = 1; i < 40; i++) {
            Manifest last = checkpoint("key " + i);
            assertThat(names()).as("behind checkpoint %d", i).containsAll(expected(before, last));
            while (made.builder.mergeStep()) {
                // to its end
            }
            before = last;
        }
        Manifest one = checkpoint("one");
        Manifest other = checkpoint("other");
        assertThat(names())
                .as("and perhaps the segment that is being merged")
                .containsAll(expected(one, other))
                .hasSizeLessThanOrEqualTo(expected(one, other).size() + 1);
    }

    @Test
    void shouldDeleteWhatAFailedCheckpointLeft() throws IOException {
        checkpoint("a");
        Manifest before = checkpoint("b");
        made.begin().set("c", "1").end();
        assertThatThrownBy(() -> made.directory.publish(before, new PlainDisk() {
                    @Override
                    public void force(FileChannel file) throws IOException {
                        throw new IOException("no disk");
                    }
                }))
                .hasMessage("no disk");
        assertThat(names()).contains(name(before.number(), "manifest.new"));
        Manifest last = made.write();
        assertThat(names()).isEqualTo(expected(before, last));
    }
}
