package io.headrace.exec.receive;

import io.headrace.receiver.ReceiverPort;
import java.lang.Thread.UncaughtExceptionHandler;

/**
 * Sees that a thread of the user's has ended by an exception, of which nobody else would tell the context. A record that was refused
 * starts its receiver again, as when {@code onStart} ends so; whatever else it was is an error of the receiver, for other threads of it
 * may go on. Set on the thread itself; what becomes of the exception there is left as it was.
 *
 * <p><b>Threading:</b> the thread that ends.
 */
final class ThreadWatch implements UncaughtExceptionHandler {
    private final ReceiverPort receiver;
    private final UncaughtExceptionHandler before;

    private ThreadWatch(ReceiverPort receiver, UncaughtExceptionHandler before) {
        this.receiver = receiver;
        this.before = before;
    }

    /** Watches a thread, once. */
    static void on(Thread thread, ReceiverPort receiver) {
        UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        boolean isWatched = handler instanceof ThreadWatch watch && watch.receiver == receiver;
        if (!isWatched) thread.setUncaughtExceptionHandler(new ThreadWatch(receiver, handler));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        try {
            tell("its thread \"" + thread.getName() + "\" has ended by ", thrown);
        } finally {
            before.uncaughtException(thread, thrown);
        }
    }

    private void tell(String what, Throwable thrown) {
        if (RecordRefusedException.isBehind(thrown))
            receiver.restart(what + "a record that could not be stored", thrown, -1);
        else if (!receiver.isStopped()) // one that was told to end may end so
        receiver.reportError(
                    what + "an exception that it did not catch, and brings nothing any more; catch it there, and call"
                            + " restart(...) to begin again",
                    thrown);
    }
}
