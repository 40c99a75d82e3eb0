package io.headrace.exec.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSearchTest {
    @TempDir
    Path directory;

    @Test
    void shouldSayWhyADirectoryCannotBeListed() throws IOException {
        Path missing = directory.resolve("missing");
        assertThat(FileSearch.inWords(missing, new NoSuchFileException("missing")))
                .isEqualTo("is not there");
        assertThat(FileSearch.inWords(missing, new NotDirectoryException("missing")))
                .isEqualTo("is no directory");
        assertThat(FileSearch.inWords(missing, new AccessDeniedException("missing")))
                .contains("cannot be listed", "AccessDenied");
        Path link = Files.createSymbolicLink(directory.resolve("link"), missing);
        assertThat(FileSearch.inWords(link, new NoSuchFileException("link")))
                .isEqualTo("is not there: the link " + link + " leads to " + missing + ", which is not there");
    }
}
