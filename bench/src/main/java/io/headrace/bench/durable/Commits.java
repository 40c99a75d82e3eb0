package io.headrace.bench.durable;

import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.words.Passes;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.CountersReader;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches of one element, one after the other as fast as they run: a clock that goes fifty times as fast as time asks for more of them than any disk
 * can force. A batch's output comes behind the sync of its allocation, so outputs are counted; one sync serves all batches that were allocated
 * before it, so it is told how many syncs there were for each. Setting: {@code durability}.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class Commits implements Contender {
    static final long HASH = KeyHash.of(1);

    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final int HASTE = 50;

    private volatile int batches; // written by the thread of the ticks

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        String durability = task.text(Ingest.DURABILITY);
        Path directory = Scratch.directory("commits");
        StreamingContextBuilder builder = StreamingContext.builder("commits")
                .batchInterval(INTERVAL)
                .set("headrace.batch.catchup.ticks", String.valueOf(Integer.MAX_VALUE))
                .clock(hasty());
        if (!durability.equals(Ingest.NONE)) builder.directory(directory).durability(Durability.valueOf(durability));
        try (StreamingContext context = builder.build()) {
            context.batchStream(time -> next(task)).name("ones").foreachRDD(ones -> tally.add(HASH, ones.count()));
            context.start();
            Passes.await(context, task);
            if (!durability.equals(Ingest.NONE)) task.answer("forces", syncs(directory) / (double) batches, "1/commit");
        } finally {
            Scratch.delete(directory);
        }
    }

    private static long syncs(Path directory) throws IOException {
        return CountersReader.open(directory.resolve(Counters.FILE_NAME)).readings().stream()
                .filter(reading -> reading.id() == CounterId.SYNCS)
                .mapToLong(CountersReader.Reading::value)
                .sum();
    }

    private static InstantSource hasty() {
        Instant begin = Instant.now();
        long beginNanos = System.nanoTime();
        return () -> begin.plusNanos((System.nanoTime() - beginNanos) * HASTE);
    }

    private @Nullable List<List<Long>> next(Task task) {
        int number = batches;
        if (!task.meter().starts(number)) return null;
        batches = number + 1;
        return List.of(List.of((long) number));
    }
}
