package io.headrace.bench.nexmark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedProgram;
import java.time.Duration;
import java.util.List;

/** A query on objects, batches being lists on the heap. <b>Threading:</b> the main thread and the workers. */
public final class ObjectQuery implements Contender {
    private List<List<NexmarkEvent>> now = List.of();

    @Override
    public void run(Task task) throws Exception {
        Query query = Query.valueOf(task.text("query"));
        List<List<List<NexmarkEvent>>> ticks = EventTicks.objects(task, query.batchMillis());
        Duration interval = Duration.ofMillis(query.batchMillis());
        try (PreparedProgram program = new PreparedProgram("nexmark", interval, task.threads(), List.of())) {
            new ObjectQueries(program.context().batchStream(time -> now), task.tally()).write(query);
            program.start();
            Driver.drive(task, query, ticks.size(), (tick, input) -> {
                now = input == PreparedProgram.NOTHING ? List.of() : ticks.get(input);
                program.batch(tick, PreparedProgram.NOTHING);
            });
        }
    }
}
