package io.headrace.bench.prepared;

import io.headrace.Backend;
import io.headrace.Engine;
import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.Rdd;
import io.headrace.exec.HeadraceBackend;
import io.headrace.plan.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a program on prepared blocks, when it is told to. <b>Threading:</b> one thread. */
final class PreparedBackend implements Backend {
    private final List<PreparedTicks> inputs;
    private final int workers;
    private @Nullable PreparedEngine engine;

    PreparedBackend(List<PreparedTicks> inputs, int workers) {
        this.inputs = List.copyOf(inputs);
        this.workers = workers;
    }

    @Override
    public String name() {
        return "headrace on prepared blocks";
    }

    @Override
    public Engine prepare(Program program, HeadraceConf conf, EngineListener listener) {
        PreparedEngine made = new PreparedEngine(program, conf, inputs, workers);
        engine = made;
        return made;
    }

    @Nullable
    PreparedEngine engine() {
        return engine;
    }

    @Override
    public <T> Rdd<T> parallelize(List<List<T>> partitions) {
        return new HeadraceBackend().parallelize(partitions);
    }
}
