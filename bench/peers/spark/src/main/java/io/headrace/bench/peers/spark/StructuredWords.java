package io.headrace.bench.peers.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.split;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Word count by columns in each micro-batch of Structured Streaming, without state between them. */
public final class StructuredWords implements Contender {
    @Override
    public void run(Task task) throws Exception {
        new FileBatches(task).run((lines, id) -> count(lines));
    }

    private static void count(Dataset<Row> lines) {
        lines.select(explode(split(col("value"), " ")).as("word"))
                .groupBy("word")
                .count()
                .foreachPartition((ForeachPartitionFunction<Row>) StructuredWords::add);
    }

    private static void add(Iterator<Row> rows) {
        Tally.Part tally = Task.current().tally().part();
        while (rows.hasNext()) {
            Row row = rows.next();
            tally.add(KeyHash.of(row.getString(0)), row.getLong(1));
        }
    }
}
