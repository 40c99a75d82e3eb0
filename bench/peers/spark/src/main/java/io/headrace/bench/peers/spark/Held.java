package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input as objects, read once and held by this JVM, so that it is not sent along with tasks. Each part has some of what is of each moment.
 *
 * <p><b>Threading:</b> any.
 */
final class Held<T> {
    private final Reader<T> reader;
    private @Nullable List<List<T>> parts;

    /** @param reader asked once */
    Held(Reader<T> reader) {
        this.reader = reader;
    }

    /** Reads a file. */
    interface Reader<T> {
        List<T> read(Path file) throws IOException;
    }

    /** A part, once through. */
    synchronized Iterator<T> open(int part) {
        List<List<T>> held = parts;
        if (held == null) parts = held = read(Task.current().threads());
        return held.get(part).iterator();
    }

    private List<List<T>> read(int count) {
        List<T> all;
        try {
            all = reader.read(Task.current().input());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the input", e);
        }
        List<List<T>> read = new ArrayList<>();
        for (int i = 0; i < count; i++) read.add(new ArrayList<>(all.size() / count + 1));
        for (int i = 0; i < all.size(); i++) read.get(i % count).add(all.get(i));
        return read;
    }
}
