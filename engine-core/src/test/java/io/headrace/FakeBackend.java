package io.headrace;

import io.headrace.plan.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A backend that runs nothing, and remembers what it was asked. */
public final class FakeBackend implements Backend {
    final List<FakeEngine> engines = new ArrayList<>();

    @Nullable
    Exception startFails;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Engine prepare(Program program, HeadraceConf conf, EngineListener listener) {
        FakeEngine engine = new FakeEngine(program, conf, listener, startFails);
        engines.add(engine);
        return engine;
    }

    @Override
    public <T> Rdd<T> parallelize(List<List<T>> partitions) {
        throw new UnsupportedOperationException();
    }

    FakeEngine engine() {
        return engines.get(engines.size() - 1);
    }

    /** What the context did with it is in its fields. */
    static final class FakeEngine implements Engine {
        final Program program;
        final HeadraceConf conf;
        final EngineListener listener;
        private final @Nullable Exception startFails;
        private final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable Throwable failure;
        int starts;
        final List<String> stops = new ArrayList<>();

        FakeEngine(Program program, HeadraceConf conf, EngineListener listener, @Nullable Exception startFails) {
            this.program = program;
            this.conf = conf;
            this.listener = listener;
            this.startFails = startFails;
        }

        @Override
        public void start() throws Exception {
            if (startFails != null) throw startFails;
            starts++;
        }

        @Override
        public void stop(boolean graceful, Duration timeout) {
            stops.add(graceful + " " + timeout);
            ended.countDown();
        }

        void fail(Throwable cause) {
            failure = cause;
            ended.countDown();
        }

        @Override
        public boolean awaitTermination(long millis) throws InterruptedException {
            if (millis >= 0) return ended.await(millis, TimeUnit.MILLISECONDS);
            ended.await();
            return true;
        }

        @Override
        public @Nullable Throwable failure() {
            return failure;
        }

        @Override
        public String explain() {
            return "fake engine";
        }

        @Override
        public List<Reject> rejects() {
            return List.of(new Reject(0, "socket a:1", 5, "too long", 7, new byte[] {'a'}));
        }

        @Override
        public List<DeadLetter> deadLetters() {
            return List.of();
        }
    }
}
