package io.headrace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The observers of one context: each is told once that it runs, whenever it came, and once that it has ended.
 *
 * <p><b>Threading:</b> any thread.
 */
final class ContextObservers {
    private static final Logger LOG = LoggerFactory.getLogger(ContextObservers.class);

    private final List<ContextObserver> observers = new ArrayList<>();
    private @Nullable Path running;

    synchronized void add(ContextObserver observer) {
        observers.add(observer);
        Path counters = running;
        if (counters != null) tell(() -> observer.started(counters));
    }

    /** @param counters null when the engine does not count: then nobody is told anything */
    synchronized void started(@Nullable Path counters) {
        if (counters == null) {
            if (!observers.isEmpty()) LOG.warn("this engine counts nothing: its observers are told nothing");
            return;
        }
        running = counters;
        observers.forEach(observer -> tell(() -> observer.started(counters)));
    }

    synchronized void stopped() {
        if (running == null) return;
        running = null;
        observers.forEach(observer -> tell(observer::stopped));
        observers.clear();
    }

    private static void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.error("an observer of the context has failed", e);
        }
    }
}
