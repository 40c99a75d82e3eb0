package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.state.Bytes;
import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import io.headrace.wal.state.StateStoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A disk without a free byte: what was reserved can be written, and the rest is refused by name. */
@Tag("root")
@ExtendWith(LeakCheck.class)
class StateStoreFullDiskTest {
    private static final StateSizing SIZING = new StateSizing(20_000, 8, 16, 256, 2.0);

    @TempDir
    Path directory;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", directory.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", directory.toString());
    }

    @Test
    void shouldFillUpToTheBrimOnAFullDiskAndSayWhatItCouldNotDo() throws IOException {
        StateStore store = open();
        fillDisk();
        try (Bytes bytes = new Bytes()) {
            int taken = 0;
            while (bytes.put(store, "key" + taken, "a value of 16 b.") == StateStore.OK) taken++;

            assertThat(taken).as("far into what is reserved").isGreaterThan(30_000);
            assertThat(bytes.contents(store)).hasSize(taken);
            assertThat(store.grow()).isEqualTo(StateStore.Growth.NO_SPACE);
            store.clear();
            assertThat(store.size()).isZero();
        }
        assertThatThrownBy(store::close)
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("will start empty next time");

        Files.delete(directory.resolve("filler"));
        StateStore again = open();
        assertThat(again.rebuilt()).isTrue();
        again.close();
    }

    private StateStore open() {
        return ChronicleStateStore.open(new StateOptions(directory, "s", SIZING));
    }

    private void fillDisk() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(directory.resolve("filler"))) {
            while (true) out.write(page);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
