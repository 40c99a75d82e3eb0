package io.headrace.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands for a user's function, in a package that is none of the engine's. */
public final class UserCode {
    private UserCode() {}

    /** Waits as a slow function would. */
    public static int slow(CountDownLatch entered, CountDownLatch release) throws InterruptedException {
        entered.countDown();
        if (!release.await(20, TimeUnit.SECONDS)) throw new AssertionError("not released");
        return 1;
    }
}
