package io.headrace.bench.durable;

import io.headrace.bench.disk.ForcedFiles;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;

/** The limit of commits: a page is written behind the one before, and forced, again and again. <b>Threading:</b> the main thread. */
public final class ForceLoop implements Contender {
    private static final int PAGE = 4_000;

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (ForcedFiles files = new ForcedFiles(PAGE)) {
            for (int commit = 0; task.meter().starts(commit); commit++) {
                long at = files.force();
                if (at < 0) throw new IllegalStateException("written at " + at);
                tally.add(Commits.HASH, 1);
            }
        }
    }
}
