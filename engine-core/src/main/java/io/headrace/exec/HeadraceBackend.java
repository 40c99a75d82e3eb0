package io.headrace.exec;

import io.headrace.Backend;
import io.headrace.DatasetContext;
import io.headrace.Engine;
import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.Rdd;
import io.headrace.ReplayBatch;
import io.headrace.ReplayProgress;
import io.headrace.ReplayRequest;
import io.headrace.ReplayResult;
import io.headrace.exec.rdd.LocalRdds;
import io.headrace.plan.Program;
import io.headrace.wal.Log;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs programs in this process, on the engine of this module.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class HeadraceBackend implements Backend {
    @Override
    public String name() {
        return "headrace";
    }

    @Override
    public void expect() {
        Log.preload();
    }

    @Override
    public Engine prepare(Program program, HeadraceConf conf, EngineListener listener) {
        return new StreamEngine(program, conf, listener);
    }

    @Override
    public ReplayResult replay(Program program, HeadraceConf conf, ReplayRequest request) {
        return ReplayRun.run(program, conf, request);
    }

    @Override
    public List<ReplayBatch> replayable(Path directory, ReplayProgress progress) {
        return ReplayRun.replayable(directory, progress);
    }

    @Override
    public <T> Rdd<T> parallelize(List<List<T>> partitions) {
        return LocalRdds.of(partitions);
    }

    @Override
    public <T> Rdd<T> parallelize(List<List<T>> partitions, DatasetContext context) {
        return LocalRdds.of(partitions, context);
    }
}
