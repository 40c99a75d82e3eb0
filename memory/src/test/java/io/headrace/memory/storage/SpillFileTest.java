package io.headrace.memory.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class SpillFileTest {
    private static final int SIZE = 64 << 10;

    @TempDir
    Path directory;

    private long from;
    private long to;

    @BeforeEach
    void allocate() {
        from = NativeMemory.allocateZeroed(SIZE, MemoryTag.TEST);
        to = NativeMemory.allocateZeroed(SIZE, MemoryTag.TEST);
    }

    @AfterEach
    void free() {
        NativeMemory.free(from, SIZE, MemoryTag.TEST);
        NativeMemory.free(to, SIZE, MemoryTag.TEST);
    }

    private Path path() {
        return directory.resolve("spill");
    }

    private long write(SpillFile file, int content, int length) {
        RawMemory.fill(from, length, (byte) content);
        return file.write(from, length);
    }

    private void assertHolds(SpillFile file, long position, int content, int length) {
        assertThat(file.load(position, to, length)).as("%s", file.problem()).isTrue();
        RawMemory.fill(from, length, (byte) content);
        assertThat(RawMemory.equal(from, to, length)).isTrue();
    }

    @Test
    void shouldGiveBackWhatWasWrittenWhileItsPlacesAreReused() {
        long seed = 31;
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, int[]> model = new HashMap<>(); // position -> content, length
        int refused = 0;
        try (SpillFile file = SpillFile.create(path(), 100_000)) {
            for (int i = 1; i < 3_000; i++) {
                if (random.nextInt(3) > 0) {
                    int length = 1 + random.nextInt(9_000);
                    long position = write(file, i, length);
                    if (position == SpillFile.NOT_WRITTEN) refused++;
                    else
                        assertThat(model.put(position, new int[] {i, length}))
                                .as("seed %d", seed)
                                .isNull();
                } else if (!model.isEmpty()) {
                    long position = model.keySet().iterator().next();
                    int[] entry = requireNonNull(model.remove(position));
                    assertHolds(file, position, entry[0], entry[1]);
                    file.free(position, entry[1]);
                }
                assertThat(file.usedBytes()).isLessThanOrEqualTo(100_000);
            }
            model.forEach((position, entry) -> assertHolds(file, position, entry[0], entry[1]));
            assertThat(refused).isPositive();
            assertThat(file.failures()).isEqualTo(refused);
            assertThat(file.problem()).contains("has no room").contains("raise the limit");
            model.forEach((position, entry) -> file.free(position, entry[1]));
            assertThat(file.usedBytes()).isZero();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void shouldAnswerAFullDiskAndGoOnOnceThereIsRoom() throws IOException {
        FullDisk disk = new FullDisk(path());
        try (SpillFile file = new SpillFile(disk, 1 << 20)) {
            long first = write(file, 1, 5_000);
            disk.full = true;
            assertThat(write(file, 2, 6_000)).isEqualTo(SpillFile.NOT_WRITTEN);
            assertThat(file.problem())
                    .contains("cannot write 6000 bytes to " + path() + " at offset 5120")
                    .contains("No space left on device");
            assertThat(file.usedBytes()).as("the place is free again").isEqualTo(5_120);
            disk.full = false;
            long second = write(file, 2, 6_000);
            assertHolds(file, first, 1, 5_000);
            assertHolds(file, second, 2, 6_000);
            assertThat(file.writes()).isEqualTo(2);
        }
    }

    @Test
    void shouldUseAFreePlaceBeforeTheFileGrows() throws IOException {
        try (SpillFile file = SpillFile.create(path(), 1L << 40)) {
            long first = write(file, 1, 5_000);
            long second = write(file, 2, 5_000);
            for (int i = 0; i < 100; i++) {
                file.free(first, 5_000);
                assertThat(write(file, 3, 5_000)).isEqualTo(first);
            }
            assertHolds(file, first, 3, 5_000);
            assertHolds(file, second, 2, 5_000);
            assertThat(Files.size(path())).isLessThan(11_000);
        }
    }

    @Test
    void shouldOutliveAnInterrupt() {
        try (SpillFile file = SpillFile.create(path(), 1 << 20)) {
            long before = write(file, 1, 5_000);
            Thread.currentThread().interrupt();
            long during = write(file, 2, 5_000);
            assertThat(Thread.currentThread().isInterrupted())
                    .as("kept for who wants to know")
                    .isTrue();
            assertHolds(file, before, 1, 5_000);
            assertThat(Thread.interrupted()).isTrue();
            assertHolds(file, during, 2, 5_000);
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void shouldEmptyWhatALastRunLeft() throws IOException {
        Files.write(path(), new byte[10_000]);
        try (SpillFile file = SpillFile.create(path(), 1 << 20)) {
            assertThat(Files.size(path())).isZero();
            assertThat(file.load(0, to, 100)).isFalse();
            assertThat(file.describe(512)).contains(path() + " at offset 512").contains("the file ends before");
        }
    }

    @Test
    void shouldNameAPathThatCannotBe() {
        Path nowhere = directory.resolve("missing").resolve("spill");
        assertThatThrownBy(() -> SpillFile.create(nowhere, 1 << 20))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
        assertThatThrownBy(() -> SpillFile.create(path(), 10)).hasMessageContaining("limited to 10 bytes");
    }

    @Test
    void shouldRefuseToWorkWhenClosed() {
        SpillFile file = SpillFile.create(path(), 1 << 20);
        long position = write(file, 1, 1_000);
        file.close();
        assertThat(file.load(position, to, 1_000)).isFalse();
        assertThat(write(file, 2, 1_000)).isEqualTo(SpillFile.NOT_WRITTEN);
        assertThat(path()).doesNotExist();
    }

    @Test
    void shouldWriteAndReadWithoutGarbage() {
        try (SpillFile file = SpillFile.create(path(), 1 << 20)) {
            Allocation.assertNone("spill and load", 3_000, 1_000, () -> {
                long position = file.write(from, 20_000);
                if (!file.load(position, to, 20_000)) throw new AssertionError();
                file.free(position, 20_000);
            });
        }
    }

    /** A real file system without room: 256 KB of memory. */
    @Test
    @Tag("root")
    void shouldAnswerARealFullDisk() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("tiny"));
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount.toString());
        try (SpillFile file = SpillFile.create(mount.resolve("spill"), 1L << 30)) {
            Map<Long, Integer> written = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                long position = write(file, i, 30_000);
                if (position != SpillFile.NOT_WRITTEN) written.put(position, i);
            }
            assertThat(written).hasSizeBetween(5, 8);
            assertThat(file.problem()).contains("No space left on device");
            written.forEach((position, content) -> assertHolds(file, position, content, 30_000));
            long first = written.keySet().iterator().next();
            file.free(first, 30_000);
            assertThat(written.remove(first)).isNotNull();
            assertThat(write(file, 99, 30_000)).as("in the free place").isEqualTo(first);
            assertHolds(file, first, 99, 30_000);
            written.forEach((position, content) -> assertHolds(file, position, content, 30_000));
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }
}
