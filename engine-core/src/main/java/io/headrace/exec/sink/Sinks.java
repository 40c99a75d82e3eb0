package io.headrace.exec.sink;

import io.headrace.HeadraceConf;
import io.headrace.StreamingException;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.sink.ExactlyOnceSink;
import io.headrace.sink.SinkContext;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sinks of a program.
 *
 * <p><b>Threading:</b> opened by the starting thread, closed when no batch is under way.
 */
public final class Sinks implements AutoCloseable {
    private final List<@Nullable SinkOutput> byOutput = new ArrayList<>();
    private final BooleanSupplier isOver;
    private final Retries retries;

    private Sinks(BooleanSupplier isOver, Retries retries) {
        this.isOver = isOver;
        this.retries = retries;
    }

    /** Refuses what could not be exactly once, before anything is opened. */
    public static void check(Program program, HeadraceConf conf) {
        if (conf.durability() != Durability.OFF) return;
        for (Output output : program.outputs())
            if (output.sink() != null)
                throw new StreamingException(output + " cannot be exactly once: "
                        + (conf.directory() == null
                                ? "there is no directory for a log, so nothing tells after a crash which batches were"
                                        + " written; set headrace.directory"
                                : "headrace.log.durability is OFF, so ids of batches mean nothing after a crash; set"
                                        + " PROCESS, BATCH or RECORD")
                        + ", or use foreachRDD, which is at least once");
    }

    /**
     * Opens all sinks of the program.
     *
     * @param incarnation of this start
     * @param lastSequence of the last batch that the log knows
     * @param isOver whether the context is stopping
     * @param problems is told what was tried again, and of which output
     */
    public static Sinks open(
            Program program,
            HeadraceConf conf,
            long incarnation,
            long lastSequence,
            BooleanSupplier isOver,
            BiConsumer<String, Throwable> problems)
            throws IOException {
        Sinks sinks = new Sinks(isOver, Retries.of(conf, isOver, problems));
        boolean done = false;
        try {
            for (Output output : program.outputs()) sinks.add(output, conf, incarnation, lastSequence);
            done = true;
            return sinks;
        } finally {
            if (!done) sinks.close();
        }
    }

    private void add(Output output, HeadraceConf conf, long incarnation, long lastSequence) {
        ExactlyOnceSink<Object> sink = output.sink();
        if (sink == null) {
            byOutput.add(null);
            return;
        }
        SinkOutput added = new SinkOutput(output, sink, conf.sinkAhead(), isOver, retries);
        byOutput.add(added); // closed also when it does not open
        SinkContext context = new SinkContext(
                conf.name(), output.toString(), conf.durability().survivesPowerCut());
        added.open(context, incarnation, lastSequence);
    }

    /** Of an output by its place in the program; null for one without a sink. */
    public @Nullable SinkOutput of(int output) {
        return byOutput.get(output);
    }

    /** How often outputs without a sink are tried again that may be. */
    public Retries retries() {
        return retries;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (SinkOutput sink : byOutput) {
            try {
                if (sink != null) sink.close();
            } catch (IOException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }
}
