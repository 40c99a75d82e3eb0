package io.headrace.exec.role;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what fails. */
final class Failures implements FailureHandler {
    record Failure(String role, Throwable cause) {}

    private final BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();

    @Override
    public void failed(String roleName, Throwable cause) {
        failures.add(new Failure(roleName, cause));
    }

    /** The next one, within a deadline. */
    Failure next() throws InterruptedException {
        Failure failure = failures.poll(20, TimeUnit.SECONDS);
        if (failure == null) throw new AssertionError("nothing has failed");
        return failure;
    }

    List<Failure> all() {
        return List.copyOf(failures);
    }
}
