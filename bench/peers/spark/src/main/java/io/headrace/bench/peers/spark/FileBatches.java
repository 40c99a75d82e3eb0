package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Structured Streaming over the input file: a link to it appears for each pass, in the file system in memory where the input is, and
 * each trigger takes one.
 *
 * <p><b>Threading:</b> the main thread.
 */
final class FileBatches {
    private static final int ON_THEIR_WAY = 3;

    private final Task task;
    private final Path directory;

    FileBatches(Task task) throws IOException {
        this.task = task;
        directory = Files.createTempDirectory(task.input().toAbsolutePath().getParent(), "structured");
    }

    /** Runs a body on each micro-batch, whose rows have a column {@code value} with a line. */
    void run(VoidFunction2<Dataset<Row>, Long> body) throws Exception {
        Path files = Files.createDirectory(directory.resolve("in"));
        SparkSession session = SparkSession.builder().config(Sparks.conf(task)).getOrCreate();
        StreamingQuery query = session.readStream()
                .format("text")
                .option("maxFilesPerTrigger", 1)
                .load(files.toString())
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch(body)
                .start();
        for (int given = 0; !task.meter().isOver() || !task.isDone(); ) {
            if (query.exception().isDefined()) throw query.exception().get();
            if (given - task.meter().finished() < ON_THEIR_WAY && task.meter().starts(given)) {
                Files.createLink(files.resolve("pass-" + given + ".txt"), task.input());
                given++;
            } else {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
        query.stop();
    }
}
