package io.headrace.exec;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened and must be closed, in the opposite order. One that cannot be closed does not keep the others open.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** To be closed before everything that was added before. */
    <T extends AutoCloseable> T add(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    /**
     * Closes everything.
     *
     * @return the first failure, the others suppressed in it; null when there was none
     */
    @Nullable
    Throwable closeAll() {
        Throwable first = null;
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.removeFirst();
            try {
                resource.close();
            } catch (Throwable e) { // the others are still to be closed; the caller hands it on
                LOG.error("{} could not be closed", resource, e);
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        return first;
    }
}
