package io.headrace.exec.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TemporaryFolderTest {
    @TempDir
    Path above;

    /** A process that has one until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            TemporaryFolder folder = TemporaryFolder.make(Path.of(arguments[0]), "spill");
            Files.writeString(folder.path().resolve("blocks"), "bytes");
            Files.createDirectories(folder.path().resolve("deep").resolve("deeper"));
            System.out.println(folder.path());
            while (System.in.read() >= 0) Thread.onSpinWait();
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(above)) {
            return all.toList();
        }
    }

    @Test
    void shouldGoWithWhatIsInIt() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.make(above, "spill")) {
            Files.writeString(folder.path().resolve("blocks"), "bytes");
            Files.createDirectories(folder.path().resolve("deep").resolve("deeper"));
            assertThat(folders()).containsExactly(folder.path());
        }
        assertThat(above).isEmptyDirectory();
    }

    @Test
    void shouldLeaveThoseThatAreInUse() throws IOException {
        Path unlocked = Files.createDirectory(above.resolve("headrace-spill-1-1-begun"));
        Path other = Files.createDirectory(above.resolve("headrace-state-1-1-left"));
        Files.createFile(other.resolve("lock"));
        try (TemporaryFolder first = TemporaryFolder.make(above, "spill");
                TemporaryFolder second = TemporaryFolder.make(above, "spill")) {
            assertThat(folders()).containsExactlyInAnyOrder(first.path(), second.path(), unlocked, other);
        }
        assertThat(folders()).as("not ours to judge").containsExactlyInAnyOrder(unlocked, other);
    }

    @Test
    void shouldDeleteWhatAKilledProcessHasLeft() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        above.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            Path held = Path.of(said.readLine());
            try (TemporaryFolder own = TemporaryFolder.make(above, "spill")) {
                assertThat(folders()).as("both live").containsExactlyInAnyOrder(held, own.path());
            }
            holder.destroyForcibly();
            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(held.resolve("blocks")).exists();
            try (TemporaryFolder own = TemporaryFolder.make(above, "spill")) {
                assertThat(folders()).containsExactly(own.path());
            }
        } finally {
            holder.destroyForcibly();
        }
    }
}
