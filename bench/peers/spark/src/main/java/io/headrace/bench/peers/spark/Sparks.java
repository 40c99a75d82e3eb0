package io.headrace.bench.peers.spark;

import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.jspecify.annotations.Nullable;

/** Spark in this JVM, with Kryo, without its pages, one partition for each thread. <b>Threading:</b> any. */
final class Sparks {
    private static @Nullable List<List<String>> lines;

    private Sparks() {}

    static SparkConf conf(Task task) {
        return new SparkConf()
                .setMaster("local[" + task.threads() + "]")
                .setAppName("bench")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.shuffle.compress", "false")
                .set("spark.local.dir", String.valueOf(task.input().getParent()))
                .set("spark.default.parallelism", String.valueOf(task.threads()))
                .set("spark.sql.shuffle.partitions", String.valueOf(task.threads()))
                .set("spark.sql.adaptive.enabled", "false");
    }

    /** A part of the input's lines, which lie on the heap of this JVM and are not sent along with tasks. */
    static synchronized List<String> lines(int part) {
        List<List<String>> read = lines;
        try {
            if (read == null)
                lines = read =
                        InputLines.read(Task.current().input(), Task.current().threads());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the input", e);
        }
        return read.get(part);
    }

    /** Counts rows, which are hashes. */
    static void tally(JavaDStream<Long> hashes) {
        hashes.foreachRDD(batch -> batch.foreachPartition(rows -> {
            Tally.Part tally = Task.current().tally().part();
            while (rows.hasNext()) tally.add(rows.next(), 1);
        }));
    }
}
