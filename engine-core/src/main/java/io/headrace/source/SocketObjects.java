package io.headrace.source;

import io.headrace.StorageLevel;
import io.headrace.function.Function;
import io.headrace.receiver.Receiver;
import java.io.InputStream;

/**
 * Placeholder.
 *
 * <p><b>Threading:</b> see {@link Receiver}.
 */
@SuppressWarnings("unused")
public final class SocketObjects<T> extends Receiver<T> {
    private static final long serialVersionUID = 1;

    public SocketObjects(String host, int port, Function<InputStream, Iterable<T>> converter, StorageLevel level) {
        super(level);
    }

    @Override
    public void onStart() {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void onStop() {}
}
