package io.headrace.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.wal.chronicle.NativeDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskTest {
    private static final long BYTES = 3 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReserveBytesThatAreReallyThere(boolean byNativeLibrary) throws Exception {
        Disk disk = byNativeLibrary ? new NativeDisk(true) : new PlainDisk();
        Path file = directory.resolve("reserved");
        assertThat(disk.reserve(file, BYTES)).isTrue();
        assertThat(Files.size(file)).isEqualTo(BYTES);
        assertThat(Files.readAllBytes(file)).containsOnly(0);
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        try (var output = stat.inputReader()) {
            assertThat(Long.parseLong(String.valueOf(output.readLine())) * 512).isGreaterThanOrEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayNoAndLeaveNothingWhenThereIsNoRoom(boolean byNativeLibrary) throws IOException {
        Disk disk = byNativeLibrary ? new NativeDisk(true) : new PlainDisk();
        Path file = directory.resolve("reserved");
        long tooMuch = Files.getFileStore(directory).getUsableSpace() + (1L << 30);
        assertThat(disk.reserve(file, tooMuch)).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldNotOverwriteWhatIsThere() throws IOException {
        Path file = Files.writeString(directory.resolve("reserved"), "somebody's");
        assertThatThrownBy(() -> new NativeDisk(true).reserve(file, BYTES)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new PlainDisk().reserve(file, BYTES)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("somebody's");
    }

    @Test
    void shouldKnowNetworkFileSystems() throws IOException {
        assertThat(FileSystems.isNetwork("nfs4")).isTrue();
        assertThat(FileSystems.isNetwork("CIFS")).isTrue();
        assertThat(FileSystems.isNetwork("9p")).isTrue();
        assertThat(FileSystems.isNetwork("ext4")).isFalse();
        assertThat(FileSystems.isNetwork("tmpfs")).isFalse();
        FileSystems.refuseNetwork(directory);
    }

    @Test
    void shouldHoldADirectoryUntilItIsClosed() throws IOException {
        try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
            assertThat(lock.directory()).isEqualTo(directory.toRealPath());
            assertThat(directory.resolve(DirectoryLock.FILE_NAME))
                    .content()
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("host");
            Path sameByAnotherName = directory.resolve("..").resolve(directory.getFileName());
            assertThatThrownBy(() -> DirectoryLock.acquire(sameByAnotherName))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining("this very process");
        }
        DirectoryLock.acquire(directory).close();
    }
}
