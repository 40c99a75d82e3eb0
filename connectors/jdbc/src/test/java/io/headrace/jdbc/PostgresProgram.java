package io.headrace.jdbc;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Explicit batches into a table, whose rows are their batch's time and a number: to be killed at any instant and started again. {@code
 * PostgresProgram DIRECTORY URL LAST-BATCH}.
 */
final class PostgresProgram {
    static final long BATCH_MILLIS = 10;

    private PostgresProgram() {}

    public static void main(String[] args) throws Exception {
        run(Path.of(args[0]), args[1], Long.parseLong(args[2]));
    }

    /** The batch of a time, always the same: up to three partitions, some without rows. */
    static List<List<Tuple2<Long, Long>>> batchAt(long time) {
        List<List<Tuple2<Long, Long>>> partitions = new ArrayList<>();
        long number = 0;
        for (long p = 0; p < time / BATCH_MILLIS % 4; p++) {
            List<Tuple2<Long, Long>> rows = new ArrayList<>();
            for (long i = 0; i < time * (p + 7) % 23; i++) rows.add(new Tuple2<>(time, number++));
            partitions.add(rows);
        }
        return partitions;
    }

    /** All rows up to a batch. */
    static List<String> model(long lastBatch) {
        List<String> rows = new ArrayList<>();
        for (long batch = 1; batch <= lastBatch; batch++)
            batchAt(batch * BATCH_MILLIS).forEach(part -> part.forEach(row -> rows.add(row._1() + " " + row._2())));
        return rows;
    }

    static JdbcSink<Tuple2<Long, Long>> sink(String url) {
        return new JdbcSink<>(
                "rows",
                () -> DriverManager.getConnection(url),
                "INSERT INTO rows (batch, n) VALUES (?, ?)",
                (row, pair) -> {
                    row.setLong(1, pair._1());
                    row.setLong(2, pair._2());
                });
    }

    static void run(Path directory, String url, long lastBatch) throws Exception {
        long last = lastBatch * BATCH_MILLIS;
        StreamingContext made = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("postgres")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .clock(new Fast(last))
                    .durability(Durability.PROCESS)
                    .set("headrace.batch.catchup.ticks", "1000000")
                    .set("headrace.block.bytes", "65536")
                    .set("headrace.log.roll.bytes", "524288")
                    .set("headrace.sink.retries", "40")
                    .set("headrace.sink.retry.delay", "50ms")
                    .build();
            context.batchStream(PostgresProgram::batchAt).sinkTo(sink(url));
            return context;
        });
        try (StreamingContext context = made) {
            AtomicLong time = new AtomicLong();
            context.addBatchTimes((millis, records, delay, processing) -> time.set(millis));
            context.start();
            while (time.get() < last) if (context.awaitTerminationOrTimeout(2)) return;
        }
    }

    /** Time stands between 0 and the last batch, and goes as fast as it is asked for. */
    private static final class Fast implements InstantSource {
        private final ManualClock clock = new ManualClock(Instant.EPOCH);
        private final long last;

        Fast(long last) {
            this.last = last;
        }

        @Override
        public Instant instant() {
            if (clock.millis() < last) clock.advance(Durations.milliseconds(1));
            return clock.instant();
        }
    }
}
