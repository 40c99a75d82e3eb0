package io.headrace.exec.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start says how many files it passes over, and how they would be taken. */
class PassedOverFilesTest {
    private static final long START = 1_000_000;

    @TempDir
    private Path directory;

    private void file(String name, long modifiedMillis) throws IOException {
        Files.setLastModifiedTime(
                Files.writeString(directory.resolve(name), "text"), FileTime.fromMillis(modifiedMillis));
    }

    private String told() {
        FileSearch search = new FileSearch(
                "files in /in",
                directory.toAbsolutePath(),
                path -> !path.getFileName().toString().startsWith("."));
        return String.valueOf(FileSource.passedOver("files in /in", search, START));
    }

    @Test
    void shouldCountTheFilesThatAreTooOld() throws IOException {
        file("old", START - 5_000);
        file("older", START - 50_000);
        file("new", START + 1);
        file(".hidden", START - 5_000);
        assertThat(told())
                .startsWith("files in /in: 2 files that were there before the start are passed over")
                .contains("headrace.files.min.remember")
                .contains("fileStream(directory, reader, filter, false)");
    }

    @Test
    void shouldSpeakOfOneFile() throws IOException {
        file("old", START);
        assertThat(told()).contains(": 1 file that was there before the start is passed over");
    }

    @Test
    void shouldBeSilentWhereNothingIsPassedOver() throws IOException {
        file("new", START + 1);
        assertThat(told()).isEqualTo("null");
    }
}
