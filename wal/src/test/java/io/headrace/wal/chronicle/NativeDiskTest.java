package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeDiskTest {
    private static final PosixAPI MISSING = new NoOpPosixAPI("for a test");

    @TempDir
    private Path directory;

    @Test
    void shouldRefusePowerCutLevelsWithoutTheNativeLibrary() {
        assertThatThrownBy(() -> new NativeDisk(MISSING, true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("BATCH and RECORD are refused")
                .hasMessageContaining("java.io.tmpdir");
    }

    @Test
    void shouldReserveByWritingWithoutTheNativeLibrary() throws IOException {
        Path file = directory.resolve("reserved");
        assertThat(new NativeDisk(MISSING, false).reserve(file, 1 << 20)).isTrue();
        assertThat(Files.size(file)).isEqualTo(1 << 20);
        assertThat(Files.readAllBytes(file)).containsOnly(0);
    }
}
