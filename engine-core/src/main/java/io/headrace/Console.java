package io.headrace;

import java.net.URI;

/**
 * The console of one context: open from before the program's start until the context is stopped.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Console extends AutoCloseable {
    /** Where a browser finds it. */
    URI uri();

    /** The program runs: this is shown from now on. */
    void show(Inspection running);

    @Override
    void close();
}
