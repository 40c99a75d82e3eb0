package io.headrace.exec;

import io.headrace.exec.role.RoleThread;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a thread that is made later than those who wake it.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Waker implements Runnable {
    private volatile @Nullable RoleThread thread;

    void wakes(RoleThread sleeper) {
        thread = sleeper;
    }

    @Override
    public void run() {
        RoleThread sleeper = thread;
        if (sleeper != null) sleeper.wake();
    }
}
