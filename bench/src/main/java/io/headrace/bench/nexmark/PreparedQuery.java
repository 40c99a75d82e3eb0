package io.headrace.bench.nexmark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import io.headrace.bench.prepared.PreparedTicks;
import java.time.Duration;
import java.util.List;

/** A query on views, from prepared blocks. <b>Threading:</b> the main thread and the workers. */
public final class PreparedQuery implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Query query = Query.valueOf(task.text("query"));
        Duration interval = Duration.ofMillis(query.batchMillis());
        try (PreparedTicks ticks = EventTicks.read(task, query.batchMillis());
                PreparedProgram program = new PreparedProgram("nexmark", interval, task.threads(), List.of(ticks))) {
            new ViewQueries(
                            program.context().polledViewStream("events", PreparedProgram.INPUT, Event.views()),
                            task.tally())
                    .write(query);
            program.start();
            Driver.drive(task, query, ticks.ticks(), program::batch);
        }
    }
}
