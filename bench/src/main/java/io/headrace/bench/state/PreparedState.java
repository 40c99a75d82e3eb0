package io.headrace.bench.state;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.RowsOf;
import io.headrace.bench.fork.Task;
import io.headrace.bench.keyed.Sale;
import io.headrace.bench.prepared.PreparedProgram;
import io.headrace.bench.prepared.PreparedTicks;
import java.time.Duration;
import java.util.List;

/** The running count on views, from prepared blocks. <b>Threading:</b> the main thread and the workers. */
public final class PreparedState implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Task task) throws Exception {
        try (PreparedTicks ticks = StateTicks.read(task);
                PreparedProgram program = new PreparedProgram("state", INTERVAL, task.threads(), List.of(ticks))) {
            CountedViews.write(
                    program.context().polledViewStream("sales", PreparedProgram.INPUT, Sale.views()),
                    RowsOf.valueOf(task.text("rows")),
                    task.tally());
            program.start();
            long time = 1;
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < ticks.ticks(); tick++) program.batch(time++, tick);
            }
        }
    }
}
