package io.headrace.exec.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StreamInputInfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickFilesTest {
    private boolean isWatched = true;
    private final TickFiles files = new TickFiles(() -> isWatched);

    @Test
    void shouldNameTheFilesOfATickAndNotThoseOfTheOneBefore() {
        files.begin();
        files.took(Path.of("/in/a"));
        files.begin();
        files.took(Path.of("/in/b"));
        files.took(Path.of("/in/c"));
        assertThat(files.metadata())
                .containsEntry("files", List.of("/in/b", "/in/c"))
                .containsEntry(StreamInputInfo.METADATA_KEY_DESCRIPTION, "/in/b\n/in/c");
        files.begin();
        assertThat(files.metadata()).containsEntry("files", List.of());
    }

    @Test
    void shouldMakeNothingWhileNobodyLooks() {
        isWatched = false;
        files.begin();
        isWatched = true; // too late for this tick
        files.took(Path.of("/in/a"));
        assertThat(files.metadata()).isEmpty();
    }

    @Test
    void shouldDescribeTheFirstOfMany() {
        files.begin();
        for (int i = 0; i <= TickFiles.MOST_DESCRIBED + 1; i++) files.took(Path.of("/in/" + i));
        String description = (String) files.metadata().get(StreamInputInfo.METADATA_KEY_DESCRIPTION);
        assertThat(description).startsWith("/in/0\n/in/1\n").endsWith("\n/in/99\nand 2 more");
        assertThat((List<?>) files.metadata().get("files")).hasSize(102);
    }
}
