package io.headrace.exec.receive;

import io.headrace.receiver.ReceiverPort;
import java.lang.Thread.UncaughtExceptionHandler;

/**
 * Sees that a thread of the user's has ended by a record that was refused, and starts its receiver again: as when {@code onStart} ends
 * so. Set on the thread itself when a record of it is refused; what else becomes of the exception is left as it was.
 *
 * <p><b>Threading:</b> the thread that ends.
 */
final class RefusalWatch implements UncaughtExceptionHandler {
    private final ReceiverPort receiver;
    private final UncaughtExceptionHandler before;

    private RefusalWatch(ReceiverPort receiver, UncaughtExceptionHandler before) {
        this.receiver = receiver;
        this.before = before;
    }

    /** Watches the calling thread, once. */
    static void onThisThread(ReceiverPort receiver) {
        Thread thread = Thread.currentThread();
        UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        boolean isWatched = handler instanceof RefusalWatch watch && watch.receiver == receiver;
        if (!isWatched) thread.setUncaughtExceptionHandler(new RefusalWatch(receiver, handler));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        try {
            if (RecordRefusedException.isBehind(thrown))
                receiver.restart(
                        "its thread \"" + thread.getName() + "\" has ended by a record that could not be stored",
                        thrown,
                        -1);
        } finally {
            before.uncaughtException(thread, thrown);
        }
    }
}
