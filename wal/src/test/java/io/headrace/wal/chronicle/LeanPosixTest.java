package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryBounds;
import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.MSyncFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LeanPosixTest {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;
    private static final int READ = 1;
    private static final int SHARED = 1;
    private static final int WILL_NEED = 3;
    private static final int NO_SUCH_FILE = 2;
    private static final int BAD_DESCRIPTOR = 9;
    private static final int INVALID = 22;
    private static final long BYTES = 1 << 16;

    @TempDir
    private Path directory;

    private LeanPosix posix;

    @BeforeEach
    void bind() {
        assertThat(SystemCalls.areThere()).isTrue();
        posix = new LeanPosix();
    }

    @Test
    void shouldReserveAFileWhoseNameIsNotAscii() throws IOException {
        Path file = Files.createFile(directory.resolve("r\u00f6llen"));

        int descriptor = posix.open(file.toString(), READ_WRITE, 0);
        assertThat(descriptor).isNotNegative();
        assertThat(posix.fallocate(descriptor, 0, 0, BYTES)).isZero();
        assertThat(posix.close(descriptor)).isZero();

        assertThat(Files.size(file)).isEqualTo(BYTES);
        assertThat(Files.readAllBytes(file)).containsOnly(0);
    }

    @Test
    void shouldMapAndAdvise() throws IOException {
        Path file = directory.resolve("mapped");
        Files.write(file, ByteBuffer.allocate((int) BYTES).put(4096, (byte) 7).array());

        int descriptor = posix.open(file.toString(), READ_ONLY, 0);
        long mapped = posix.mmap(0, BYTES, READ, SHARED, descriptor, 0);
        posix.close(descriptor);
        try (MemoryBounds.Window window = MemoryBounds.openWindow()) {
            window.move(mapped, BYTES);
            assertThat(posix.madvise(mapped, BYTES, WILL_NEED)).isZero();
            assertThat(RawMemory.getByte(mapped + 4096)).isEqualTo((byte) 7);
            assertThat(posix.msync(mapped, BYTES, MSyncFlag.MS_ASYNC)).isZero();
            assertThat(posix.madvise(mapped + 1, BYTES, WILL_NEED)).isEqualTo(-1);
            assertThat(posix.lastError()).isEqualTo(INVALID);
        } finally {
            assertThat(posix.munmap(mapped, BYTES)).isZero();
        }
    }

    @Test
    void shouldSayWhyACallFailed() {
        assertThat(posix.open(directory.resolve("missing").toString(), READ_ONLY, 0))
                .isNegative();
        assertThat(posix.lastError()).isEqualTo(NO_SUCH_FILE);
        assertThat(posix.fallocate(-1, 0, 0, BYTES)).isNotZero();
        assertThat(posix.lastError()).isEqualTo(BAD_DESCRIPTOR);
        assertThatThrownBy(() -> posix.mmap(0, BYTES, READ, SHARED, -1, 0))
                .isInstanceOf(PosixRuntimeException.class)
                .hasMessageContaining("error " + BAD_DESCRIPTOR);
    }

    /** Who needs more of it than the log does gets Chronicle's own, whole and for every call. */
    @Test
    void shouldLoadTheWholeForOtherCalls() {
        assertThat(posix.getpid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(posix.strerror(NO_SUCH_FILE)).contains("No such file");
        assertThat(posix.clock_gettime()).isPositive();
        assertThat(posix.get_nprocs()).isPositive();
        assertThat(PosixAPI.posix()).isNotInstanceOf(LeanPosix.class).isNotInstanceOf(NoOpPosixAPI.class);
        assertThat(posix.open(directory.resolve("missing").toString(), READ_ONLY, 0))
                .isNegative();
        assertThat(posix.lastError()).isEqualTo(NO_SUCH_FILE);
    }

    @Test
    void shouldMoveAndCopyMemoryThroughTheWhole() {
        long memory = posix.malloc(16);
        try {
            assertThat(memory).isNotZero();
            assertThat(posix.gettimeofday(memory)).isZero();
        } finally {
            posix.free(memory);
        }
    }
}
