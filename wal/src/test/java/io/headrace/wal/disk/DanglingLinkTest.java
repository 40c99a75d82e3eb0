package io.headrace.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DanglingLinkTest {
    @TempDir
    Path directory;

    @Test
    void shouldFindTheLinkWhereverItIsOnTheWay() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        DanglingLink found = new DanglingLink(link, Path.of("nowhere"));
        assertThat(DanglingLink.on(link)).isEqualTo(found);
        assertThat(DanglingLink.on(link.resolve("a/b"))).isEqualTo(found);
        Path second = Files.createSymbolicLink(directory.resolve("second"), link);
        assertThat(DanglingLink.on(second)).isEqualTo(new DanglingLink(second, link));
    }

    @Test
    void shouldNotBlameLinksThatLeadSomewhere() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        assertThat(DanglingLink.on(link)).isNull();
        assertThat(DanglingLink.on(link.resolve("not there"))).isNull();
        assertThat(DanglingLink.on(Path.of("/"))).isNull();
    }
}
