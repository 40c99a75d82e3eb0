package io.headrace.testkit;

import io.headrace.Backend;
import io.headrace.BatchInfo;
import io.headrace.DeadLetter;
import io.headrace.Engine;
import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.Rdd;
import io.headrace.Reject;
import io.headrace.Time;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives each batch of an input to the outputs that stand right behind it, and can do nothing else: enough to test what tests
 * programs.
 */
final class PlainBackend implements Backend {
    private final boolean commits;

    PlainBackend() {
        this(true);
    }

    /** @param commits whether it ever tells that a batch is committed */
    PlainBackend(boolean commits) {
        this.commits = commits;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Engine prepare(Program program, HeadraceConf conf, EngineListener listener) {
        return new PlainEngine(program, conf, listener);
    }

    @Override
    public <T> Rdd<T> parallelize(List<List<T>> partitions) {
        throw new UnsupportedOperationException("parallelize");
    }

    private final class PlainEngine implements Engine {
        private final Program program;
        private final HeadraceConf conf;
        private final EngineListener listener;
        private final Thread thread = new Thread(this::run, "plain");
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean stopping;
        private volatile @Nullable Throwable failure;

        PlainEngine(Program program, HeadraceConf conf, EngineListener listener) {
            this.program = program;
            this.conf = conf;
            this.listener = listener;
        }

        @Override
        public void start() {
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                for (long tick = 1; !stopping; tick++) {
                    long time = tick * program.batchMillis();
                    while (conf.clock().millis() < time && !stopping) LockSupport.parkNanos(100_000);
                    if (!stopping) batch(time);
                }
            } catch (Throwable e) { // the context's failure
                failure = e;
            } finally {
                ended.countDown();
            }
        }

        private void batch(long time) throws Exception {
            for (Output output : program.outputs()) {
                Operator.Input input = (Operator.Input) output.node().operator();
                List<?> partitions = ((InputSpec.Batches) input.spec()).source().batchAt(time);
                if (partitions != null) output.body().call(rdd(partitions), time);
            }
            listener.batchCompleted(new BatchInfo(new Time(time), Map.of(), time, time, time, Map.of()));
            if (commits) listener.batchCommitted(time);
        }

        private static Rdd<?> rdd(List<?> partitions) {
            return (Rdd<?>) Proxy.newProxyInstance(
                    PlainBackend.class.getClassLoader(), new Class<?>[] {Rdd.class}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "glom" -> proxy;
                            case "collect" -> partitions;
                            default -> throw new UnsupportedOperationException(method.getName());
                        };
                    });
        }

        @Override
        public void stop(boolean graceful, Duration timeout) {
            stopping = true;
            LockSupport.unpark(thread);
            try {
                if (!ended.await(10, TimeUnit.SECONDS)) throw new AssertionError("the plain engine does not end");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // whoever stops is in a hurry
            }
        }

        @Override
        public boolean awaitTermination(long millis) throws InterruptedException {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public @Nullable Throwable failure() {
            return failure;
        }

        @Override
        public String explain() {
            return "plain";
        }

        @Override
        public List<Reject> rejects() {
            return List.of();
        }

        @Override
        public List<DeadLetter> deadLetters() {
            return List.of();
        }
    }
}
