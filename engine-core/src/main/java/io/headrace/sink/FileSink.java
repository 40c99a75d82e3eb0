package io.headrace.sink;

import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.disk.DirectoryLock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of files: for each batch that has elements a directory of parts, which is there as a whole or not at all.
 *
 * <pre>
 *   out/batch-000003-000000001042/part-00000      a committed batch: may be read, moved, deleted
 *   out/.pending-3-1043/part-00000                being written
 *   out/.manifest                                 names the last committed batch
 *   out/lock                                      held while a context writes here
 *
 *   write the parts ─▶ replace the manifest: the commit ─▶ rename the directory
 * </pre>
 *
 * A crash behind the commit leaves the last step, which {@link #open} makes up for; one before it leaves parts, which open deletes.
 *
 * <p><b>Threading:</b> as {@link ExactlyOnceSink}.
 *
 * @param <T> the type of the elements
 */
public final class FileSink<T> implements ExactlyOnceSink<T> {
    private static final String COMMITTED = "batch-";
    private static final String PENDING = ".pending-";
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final FileEncoder<? super T> encoder;
    private final String extension;
    private final AtomicInteger parts = new AtomicInteger();
    private FileManifest manifest;
    private boolean forces;
    private @Nullable DirectoryLock lock;
    private @Nullable SinkBatch last;
    private @Nullable SinkBatch current;

    private FileSink(Path directory, FileEncoder<? super T> encoder, String extension) {
        this.directory = directory;
        this.encoder = encoder;
        this.extension = extension;
        manifest = new FileManifest(directory, false);
    }

    /** Each element a line of UTF-8 text, as {@link String#valueOf(Object)} writes it. */
    public static <T> FileSink<T> lines(Path directory) {
        return of(
                directory,
                (element, file) -> {
                    file.write(String.valueOf(element).getBytes(StandardCharsets.UTF_8));
                    file.write('\n');
                },
                "");
    }

    /**
     * Each element as the encoder writes it.
     *
     * @param extension of the parts' names, such as {@code .csv}
     */
    public static <T> FileSink<T> of(Path directory, FileEncoder<? super T> encoder, String extension) {
        return new FileSink<>(directory, encoder, extension);
    }

    /** The directories of the committed batches that are there, oldest first. */
    public static List<Path> batches(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith(COMMITTED))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void open(SinkContext context) throws IOException {
        Files.createDirectories(directory);
        lock = DirectoryLock.acquire(directory);
        forces = context.survivesPowerCut();
        manifest = new FileManifest(directory, forces);
        last = manifest.read();
        if (last == null && !batches(directory).isEmpty()) throw manifest.damaged("is missing, and there are batches");
        finish();
        for (Path left : leftovers()) deleteAll(left);
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith(PENDING))
                    .toList();
        }
    }

    @Override
    public @Nullable SinkBatch lastCommitted() throws IOException {
        if (current != null) last = manifest.read(); // a commit was begun, and it is not known how far it got
        finish();
        return last;
    }

    @Override
    public void begin(SinkBatch batch) throws IOException {
        current = batch;
        parts.set(0);
        deleteAll(pending(batch));
    }

    @Override
    public void write(int partition, Iterator<? extends T> elements) throws IOException {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("partition " + partition + " is written before begin()");
        if (!elements.hasNext()) return;
        Path pending = Files.createDirectories(pending(batch));
        Path part = pending.resolve(String.format(Locale.ROOT, "part-%05d%s", partition, extension));
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
            while (elements.hasNext()) encoder.encode(elements.next(), out);
            out.flush();
            CrashPoints.io(CrashPoint.IN_SINK_PART);
            if (forces) channel.force(true);
        }
        CrashPoints.at(CrashPoint.AFTER_SINK_PART);
        parts.incrementAndGet();
    }

    @Override
    public void commit() throws IOException {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("commit() without begin()");
        if (parts.get() > 0) {
            forceNames(pending(batch));
            forceNames(directory); // that the pending directory is there, before the manifest names it
            CrashPoints.io(CrashPoint.BEFORE_SINK_MANIFEST);
            manifest.write(batch);
            CrashPoints.io(CrashPoint.AFTER_SINK_MANIFEST);
            last = batch;
            forceNames(directory); // before the rename: a batch that is seen has a manifest
            finish();
        }
        current = null;
    }

    @Override
    public void abort() throws IOException {
        SinkBatch batch = current;
        if (batch == null) return;
        last = manifest.read();
        if (!batch.equals(last)) deleteAll(pending(batch));
    }

    @Override
    public void close() throws IOException {
        DirectoryLock held = lock;
        lock = null;
        if (held != null) held.close();
    }

    /** The last step of a batch that is committed. */
    private void finish() throws IOException {
        SinkBatch committed = last;
        if (committed == null || Files.notExists(pending(committed))) return;
        Files.move(pending(committed), committed(committed), StandardCopyOption.ATOMIC_MOVE);
        CrashPoints.io(CrashPoint.AFTER_SINK_RENAME);
        forceNames(directory);
    }

    private Path pending(SinkBatch batch) {
        return directory.resolve(PENDING + batch.id());
    }

    private Path committed(SinkBatch batch) {
        BatchId id = batch.id();
        return directory.resolve(
                String.format(Locale.ROOT, "%s%06d-%012d", COMMITTED, id.incarnation(), id.sequence()));
    }

    /** Brings what was created or renamed in a directory to the disk, where a power cut must be survived. */
    private void forceNames(Path names) throws IOException {
        if (!forces) return;
        try (FileChannel channel = FileChannel.open(names, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteAll(Path tree) throws IOException {
        if (Files.notExists(tree)) return;
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure) throws IOException {
                if (failure != null) throw failure;
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public String toString() {
        return "files in " + directory;
    }
}
