package io.headrace.exec;

import io.headrace.exec.spill.TemporaryFolder;
import io.headrace.exec.state.StateHome;
import io.headrace.wal.chronicle.ChronicleStateStore;
import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateSizing;
import io.headrace.wal.state.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stores for the states of a context that find no room in memory: files in its directory, or in a temporary one. Log and checkpoint are the
 * truth, so what a killed process has left is deleted, and so is everything at the end.
 *
 * <p><b>Threading:</b> {@link #open} by any thread; closed when all stores are.
 */
final class StateHomes implements StateHome, AutoCloseable {
    private static final String DIRECTORY = "state";

    private final @Nullable Path context;
    private @Nullable Path directory;
    private @Nullable TemporaryFolder temporary;
    private int opened;

    /** @param context its directory; null for none */
    StateHomes(@Nullable Path context) throws IOException {
        this.context = context;
        if (context != null) delete(context.resolve(DIRECTORY));
    }

    @Override
    public synchronized CompletableFuture<StateStore> open(StateSizing sizing) {
        String name = "states-" + opened++;
        CompletableFuture<StateStore> store = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(name, sizing, store), "opens " + name);
        thread.setDaemon(true);
        thread.start();
        return store;
    }

    private void open(String name, StateSizing sizing, CompletableFuture<StateStore> store) {
        try {
            store.complete(ChronicleStateStore.open(new StateOptions(directory(), name, sizing)));
        } catch (Throwable t) {
            store.completeExceptionally(t);
        }
    }

    private synchronized Path directory() throws IOException {
        Path known = directory;
        if (known != null) return known;
        Path made = context == null ? temporary() : Files.createDirectories(context.resolve(DIRECTORY));
        directory = made;
        return made;
    }

    private Path temporary() throws IOException {
        TemporaryFolder made = TemporaryFolder.make("state");
        temporary = made;
        return made.path();
    }

    @Override
    public synchronized void close() throws IOException {
        if (temporary != null) temporary.close();
        else if (directory != null) delete(directory);
    }

    private static void delete(Path used) throws IOException {
        if (!Files.isDirectory(used)) return;
        List<Path> all;
        try (Stream<Path> files = Files.walk(used)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) Files.deleteIfExists(file);
    }
}
