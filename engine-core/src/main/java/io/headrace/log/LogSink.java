package io.headrace.log;

import io.headrace.memory.codec.Codec;
import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkBatch;
import io.headrace.sink.SinkContext;
import io.headrace.wal.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A log of its own, which another program can read with {@link LogSource}: each batch once, whichever of the two is killed.
 *
 * <pre>
 *   program A ─▶ LogSink ─▶ out/log ─▶ LogSource ─▶ program B
 * </pre>
 *
 * The rows of a batch count when the record that commits it stands behind them; what was begun and not committed stays in the log, and is
 * passed over. A row must fit a record: a quarter of a file of the log, some 16 MiB unless told otherwise.
 *
 * <p><b>Threading:</b> as {@link ExactlyOnceSink}.
 *
 * @param <T> the type of the elements
 */
public final class LogSink<T> implements ExactlyOnceSink<T> {
    private final Path directory;
    private final Codec<T> codec;
    private final LogRetention retention;
    private final long rollBytes;
    private final Queue<ChunkBuffer<T>> buffers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger chunks = new AtomicInteger();
    private final AtomicLong rows = new AtomicLong();
    private @Nullable SinkLog log;
    private @Nullable SinkBatch current;
    private long attempt;

    private LogSink(Path directory, Codec<T> codec, LogRetention retention, long rollBytes) {
        this.directory = directory;
        this.codec = codec;
        this.retention = retention;
        this.rollBytes = rollBytes;
    }

    /**
     * A log in that directory.
     *
     * @param codec writes the elements; whoever reads the log names one of the same id
     */
    public static <T> LogSink<T> of(Path directory, Codec<T> codec) {
        return new LogSink<>(directory, codec, LogRetention.untilRead(), LogOptions.DEFAULT_ROLL_BYTES);
    }

    /** What is kept of the log; {@link LogRetention#untilRead} unless told otherwise. */
    public LogSink<T> keep(LogRetention kept) {
        return new LogSink<>(directory, codec, kept, rollBytes);
    }

    /** How long a file of the log gets, a power of two; whole files are trimmed, and no row is longer than a quarter of one. */
    public LogSink<T> rollBytes(long bytes) {
        return new LogSink<>(directory, codec, retention, bytes);
    }

    @Override
    public void open(SinkContext context) throws IOException {
        log = SinkLog.open(directory, codec.id(), rollBytes, retention, context.survivesPowerCut());
    }

    private SinkLog log() {
        SinkLog opened = log;
        if (opened == null) throw new IllegalStateException(this + " is not open");
        return opened;
    }

    @Override
    public @Nullable SinkBatch lastCommitted() throws IOException {
        return log().lastCommitted();
    }

    @Override
    public void begin(SinkBatch batch) {
        attempt = log().nextSequence();
        chunks.set(0);
        rows.set(0);
        current = batch;
    }

    @Override
    public void write(int partition, Iterator<? extends T> elements) throws IOException {
        SinkLog opened = log();
        if (current == null) throw new IllegalStateException("partition " + partition + " is written before begin()");
        if (!elements.hasNext()) return;
        ChunkBuffer<T> free = buffers.poll();
        ChunkBuffer<T> buffer = free != null ? free : new ChunkBuffer<>(codec.perThread(), opened.maxPayload());
        try {
            buffer.clear();
            int chunk = 0;
            while (elements.hasNext()) {
                T row = elements.next();
                if (buffer.add(row)) continue;
                if (buffer.rows() > 0) append(opened, buffer, partition, chunk++);
                while (!buffer.add(row)) if (!buffer.grow()) throw tooLong(partition, opened.maxPayload());
            }
            if (buffer.rows() > 0) append(opened, buffer, partition, chunk);
        } finally {
            buffers.add(buffer);
        }
    }

    private void append(SinkLog opened, ChunkBuffer<T> buffer, int partition, int chunk) throws IOException {
        buffer.finish(partition, chunk, attempt);
        opened.appendRows(buffer.address(), buffer.length());
        chunks.incrementAndGet();
        rows.addAndGet(buffer.rows());
        buffer.clear();
    }

    private IllegalArgumentException tooLong(int partition, int most) {
        return new IllegalArgumentException("a row of partition " + partition + " of " + current + " is longer than "
                + most + " bytes, the most that a record of " + this + " has with files of " + rollBytes
                + " bytes: make rows smaller, or rollBytes(…) larger");
    }

    @Override
    public void commit() throws IOException {
        SinkBatch batch = current;
        if (batch == null) throw new IllegalStateException("commit() without begin()");
        if (chunks.get() > 0) log().commit(batch, chunks.get(), attempt, rows.get());
        current = null;
    }

    /** What was written stays in the log, and no commit will name it. */
    @Override
    public void abort() {
        current = null;
    }

    @Override
    public void close() throws IOException {
        SinkLog opened = log;
        log = null;
        for (ChunkBuffer<T> buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.close();
        if (opened != null) opened.close();
    }

    @Override
    public String toString() {
        return "log sink " + directory;
    }
}
