package io.headrace.bench.prepared;

import io.headrace.StreamingContext;
import io.headrace.source.SourceFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A streaming program whose input lies in memory already, batch by batch: the whole graph of the engine on the engine's own workers, windows,
 * states and outputs included, without receivers before it and without waiting for ticks. Time is what the caller says.
 *
 * <pre>{@code
 * try (PreparedProgram program = new PreparedProgram("sums", interval, 2, List.of(sales))) {
 *     program.context().polledViewStream("sales", PreparedProgram.INPUT, Sale.views()).…
 *     program.start();
 *     for (int tick = 0; tick < sales.ticks(); tick++) program.batch(1 + tick, tick);
 * }
 * }</pre>
 *
 * <p><b>Threading:</b> one thread, which is the worker where there is one.
 */
public final class PreparedProgram implements AutoCloseable {
    /** What stands for the source of an input whose blocks are prepared. */
    public static final SourceFactory INPUT = position -> {
        throw new UnsupportedOperationException("the blocks are prepared");
    };

    /** As a tick of an input: it has none in this batch. */
    public static final int NOTHING = -1;

    private final PreparedBackend backend;
    private final StreamingContext context;

    /** @param inputs those of views, in the order in which the program has them; batches of objects are asked for at their time */
    public PreparedProgram(String name, Duration interval, int workers, List<PreparedTicks> inputs) {
        backend = new PreparedBackend(inputs, workers);
        context = StreamingContext.builder(name)
                .batchInterval(interval)
                .backend(backend)
                .build();
    }

    /** Where the program is written. */
    public StreamingContext context() {
        return context;
    }

    /** Makes it ready. */
    public void start() {
        context.start();
    }

    /**
     * Computes a batch with all its outputs.
     *
     * @param tick its time in intervals, from 1 up; ticks that are left out have no batch
     * @param input for all inputs of views, which of their ticks its records are, or {@link #NOTHING}
     */
    public void batch(long tick, int input) throws Exception {
        Objects.requireNonNull(backend.engine(), "it is not started").batch(tick, input);
    }

    @Override
    public void close() {
        context.close();
    }
}
