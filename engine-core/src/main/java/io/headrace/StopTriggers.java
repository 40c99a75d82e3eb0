package io.headrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stops a context from outside, as its settings say: the end of the JVM, and a file that appears. Either stops it gracefully.
 *
 * <p><b>Threading:</b> any thread; a thread of its own looks for the file.
 */
final class StopTriggers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopTriggers.class);
    private static final long LOOK_MILLIS = 100;

    private final String name;
    private final Runnable stop;
    private final Thread hook;
    private final boolean isHooked;
    private @Nullable Path marker;

    /**
     * @param engine that runs the program
     * @param stop stops the context gracefully
     */
    StopTriggers(HeadraceConf conf, Engine engine, Runnable stop) {
        name = conf.name();
        this.stop = stop;
        hook = new Thread(this::jvmEnds, name + ": shutdown");
        isHooked = conf.stopOnShutdown();
        if (isHooked) Runtime.getRuntime().addShutdownHook(hook);
        Path wanted = conf.stopMarker();
        if (wanted == null) return;
        marker = wanted;
        Thread watcher = new Thread(() -> watch(wanted, engine), name + ": stop marker");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void jvmEnds() {
        LOG.info("{}: the JVM ends; the context stops gracefully", name);
        stop.run();
    }

    private void watch(Path file, Engine engine) {
        try {
            while (!engine.awaitTermination(LOOK_MILLIS)) {
                if (Files.notExists(file)) continue;
                LOG.info("{}: {} is there; the context stops gracefully", name, file);
                remove(file);
                stop.run();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; without a look no file stops the context
            LOG.error("{}: nobody looks for {} any more", name, file);
        }
    }

    private void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{}: {} cannot be removed, and stops the next start as well: {}", name, file, e.toString());
        }
    }

    /** The context has ended. */
    @Override
    public void close() {
        if (!isHooked) return;
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("{}: the JVM is ending already", name);
        }
    }

    @Override
    public String toString() {
        return (isHooked ? "the end of the JVM" : "nothing at the end of the JVM")
                + (marker == null ? "" : ", or " + marker);
    }
}
