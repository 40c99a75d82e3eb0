package io.headrace.exec.role;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An agent that does what a test tells it, and writes down what it was asked. */
class Scripted implements Agent {
    /** A step of a test. */
    interface Step {
        int run() throws Exception;
    }

    final String name;
    final List<String> calls;
    Step step = () -> 0;
    volatile long maxIdle = Long.MAX_VALUE;

    @Nullable
    Exception onStart;

    @Nullable
    Exception onClose;

    Scripted(String name) {
        this(name, new CopyOnWriteArrayList<>());
    }

    /** One that writes into a list of several. */
    Scripted(String name, List<String> calls) {
        this.name = name;
        this.calls = calls;
    }

    Scripted doing(Step what) {
        step = what;
        return this;
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() throws Exception {
        calls.add("start " + name);
        if (onStart != null) throw onStart;
    }

    @Override
    public int doWork() throws Exception {
        return step.run();
    }

    @Override
    public long maxIdleNanos() {
        return maxIdle;
    }

    @Override
    public void onClose() throws Exception {
        calls.add("close " + name);
        if (onClose != null) throw onClose;
    }
}
