package io.headrace;

import io.headrace.function.Function0;
import io.headrace.sink.BatchId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch of the past again, from the log, on the thread that asks for it: to see what it computed, in a debugger if wanted.
 *
 * <pre>
 *   for (ReplayBatch batch : Replay.batches(directory)) System.out.println(batch);
 *   ReplayResult result = Replay.of(directory).batch("3-1042").run(WordCount::create);
 *   System.out.println(result.verdict());
 * </pre>
 *
 * <p>The state before the batch is rebuilt from a checkpoint and the log; then the batch's own blocks go through the program, under the same
 * batch id and time. No receiver is started, no output is called, and nothing in the directory is changed; a context may be using it. What
 * the batch changes in the state is compared with what it changed when it ran first.
 *
 * <p>How far back batches can be run again is said by {@code headrace.log.replay}.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Replay {
    private static final int DEFAULT_ROWS = 10;

    private final Path directory;
    private @Nullable BatchId batch;
    private int rows = DEFAULT_ROWS;
    private boolean withDeadLetters;
    private boolean callsOutputs;
    private ReplayProgress progress = ReplayProgress.NONE;
    private @Nullable Backend backend;

    private Replay(Path directory) {
        this.directory = directory;
    }

    /** Of a context's directory. */
    public static Replay of(Path directory) {
        return new Replay(directory);
    }

    /** As {@link #of(Path)}. */
    public static Replay of(String directory) {
        return of(Path.of(directory));
    }

    /** The batches that can be run again, oldest first. */
    public static List<ReplayBatch> batches(Path directory) {
        return of(directory).batches();
    }

    /** As {@link #batches(Path)}, of this directory. */
    public List<ReplayBatch> batches() {
        Backend found = backend;
        if (found == null) found = Backends.find(null, Thread.currentThread().getContextClassLoader());
        return found.replayable(directory, progress);
    }

    /** Which batch: its id as it is printed, {@code 3-1042}, or only its number, {@code 1042}. */
    public Replay batch(String id) {
        return id.matches("\\d{1,18}") ? batch(Long.parseLong(id)) : batch(BatchId.parse(id));
    }

    /** Which batch, by its number, which counts over all starts. */
    public Replay batch(long sequence) {
        return batch(new BatchId(ReplayRequest.ANY_INCARNATION, sequence));
    }

    public Replay batch(BatchId id) {
        batch = id;
        return this;
    }

    /** So many rows of each output are kept for the result, instead of 10. */
    public Replay rows(int most) {
        if (most < 0) throw new IllegalArgumentException("rows(" + most + "): give 0 or more");
        rows = most;
        return this;
    }

    /** Records that were set aside under {@link FailurePolicy#DEAD_LETTER} are processed all the same: to see them throw. */
    public Replay withDeadLetters() {
        withDeadLetters = true;
        return this;
    }

    /**
     * Calls what was given to {@code print}, {@code foreachRDD} and {@code saveAs…} as well, with all that it does outside. Sinks are never
     * called.
     */
    public Replay callingOutputs() {
        callsOutputs = true;
        return this;
    }

    /** Who is told how far it is. */
    public Replay progress(ReplayProgress listener) {
        progress = listener;
        return this;
    }

    /** What runs the program, instead of what is found on the class path. */
    public Replay backend(Backend chosen) {
        backend = chosen;
        return this;
    }

    /**
     * Runs the batch.
     *
     * @param factory writes the program, as for {@link StreamingContext#getOrCreate(Path, Function0)}, and does not start it
     * @throws StreamingException when the batch cannot be run again: why, and which ones can; and what the program throws
     * @throws DamagedDirectoryException when what is needed of the directory is damaged
     */
    public ReplayResult run(Function0<StreamingContext> factory) {
        BatchId wanted = batch;
        if (wanted == null)
            throw new IllegalStateException("which batch? Give batch(\"3-1042\"); Replay.batches(directory) has them");
        try (StreamingContext context = StreamingContext.written(directory, factory)) {
            return context.replay(
                    new ReplayRequest(directory, wanted, rows, withDeadLetters, callsOutputs, progress), backend);
        }
    }
}
