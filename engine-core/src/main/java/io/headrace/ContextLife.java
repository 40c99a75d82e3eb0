package io.headrace;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of a context: made, started once, stopped once.
 *
 * <p><b>Threading:</b> any thread.
 */
final class ContextLife {
    private static final Logger LOG = LoggerFactory.getLogger(ContextLife.class);

    private final String name;
    private final ListenerBus listeners = new ListenerBus();
    private final ContextObservers observers = new ContextObservers();
    private volatile StreamingContextState state = StreamingContextState.INITIALIZED;
    private volatile @Nullable Engine engine;
    private volatile @Nullable StopTriggers triggers;
    private volatile @Nullable Console console;

    ContextLife(String name) {
        this.name = name;
    }

    ListenerBus listeners() {
        return listeners;
    }

    ContextObservers observers() {
        return observers;
    }

    @Nullable
    Engine engine() {
        return engine;
    }

    StreamingContextState state() {
        Engine running = engine;
        if (state == StreamingContextState.ACTIVE && running != null && hasEnded(running))
            return StreamingContextState.STOPPED;
        return state;
    }

    private static boolean hasEnded(Engine engine) {
        try {
            return engine.awaitTermination(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // a look does not wait: the flag was there before
            return false;
        }
    }

    void checkOpen() {
        StreamingContextState now = state();
        if (now == StreamingContextState.INITIALIZED) return;
        String what = "adding streams, operations or settings to context \"" + name + "\" after ";
        throw new IllegalStateException(
                what + (now == StreamingContextState.ACTIVE ? "it was started" : "it was stopped")
                        + " is not supported: write the whole program before start()");
    }

    @Nullable
    Console console() {
        return console;
    }

    /**
     * Starts the context.
     *
     * @param opens the console, if one is wanted
     * @param arms makes ready what stops the context from outside
     */
    synchronized void start(
            Supplier<@Nullable Console> opens, Supplier<Engine> prepare, Function<Engine, StopTriggers> arms) {
        switch (state()) {
            case ACTIVE -> LOG.warn("context \"{}\" has already been started", name);
            case STOPPED ->
                throw new IllegalStateException(
                        "context \"" + name + "\" has already been stopped, and does not start again: make a new one");
            case INITIALIZED -> triggers = arms.apply(startNow(opens, prepare));
        }
    }

    private Engine startNow(Supplier<@Nullable Console> opens, Supplier<Engine> prepare) {
        boolean done = false;
        try {
            Console opened = opens.get();
            console = opened;
            Engine prepared = prepare.get();
            engine = prepared;
            prepared.start();
            if (opened != null) show(opened, prepared);
            observers.started(prepared.counters());
            state = StreamingContextState.ACTIVE;
            done = true;
            return prepared;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StreamingException("context \"" + name + "\" could not be started: " + e.getMessage(), e);
        } finally {
            if (!done) {
                state = StreamingContextState.STOPPED;
                closeConsole();
            }
        }
    }

    private void show(Console opened, Engine running) {
        Inspection inspection = running.inspection();
        if (inspection == null)
            LOG.warn("context \"{}\" has a console, and its engine has nothing to show there", name);
        else opened.show(inspection);
    }

    private void closeConsole() {
        Console opened = console;
        if (opened != null) opened.close();
    }

    boolean await(long millis) throws InterruptedException {
        if (state == StreamingContextState.INITIALIZED)
            throw new IllegalStateException(
                    "context \"" + name + "\" was not started: call start() before waiting for its end");
        Engine running = engine;
        if (running == null) return true;
        boolean ended = running.awaitTermination(millis);
        Throwable failure = running.failure();
        if (failure == null) return ended;
        if (failure instanceof RuntimeException unchecked) throw unchecked;
        if (failure instanceof Error error) throw error;
        throw new StreamingException("context \"" + name + "\" failed: " + failure.getMessage(), failure);
    }

    void stop(boolean graceful, Duration timeout) {
        StreamingContextState before = end();
        if (before == StreamingContextState.INITIALIZED) LOG.warn("context \"{}\" has not been started yet", name);
        if (before == StreamingContextState.STOPPED) LOG.warn("context \"{}\" has already been stopped", name);
        stopEngine(graceful, timeout);
    }

    void close(Duration timeout) {
        end();
        stopEngine(false, timeout);
    }

    private synchronized StreamingContextState end() {
        StreamingContextState before = state();
        state = StreamingContextState.STOPPED;
        return before;
    }

    /** Outside of the lock: others may look while it takes its time. */
    private void stopEngine(boolean graceful, Duration timeout) {
        Engine running = engine;
        if (running == null) return;
        running.stop(graceful, timeout);
        listeners.flush();
        observers.stopped();
        closeConsole();
        StopTriggers armed = triggers;
        if (armed != null) armed.close();
    }
}
