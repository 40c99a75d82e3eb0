package io.headrace.bench.state;

import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The records of a file batch by batch, the setting {@code batch} being how many a batch has. <b>Threading:</b> no state. */
final class StateTicks {
    private static final int PARTITIONS = 16;

    private StateTicks() {}

    /** In blocks. */
    static PreparedTicks read(Task task) throws IOException {
        byte[] bytes = Files.readAllBytes(task.input());
        int batch = Math.toIntExact(task.number("batch")) * Records.LENGTH;
        int batches = (bytes.length + batch - 1) / batch;
        PreparedTicks ticks = new PreparedTicks(0, bytes.length, task.records(), batches);
        for (int from = 0; from < bytes.length; from += batch) {
            for (int at = from; at < Math.min(bytes.length, from + batch); at += Records.LENGTH)
                ticks.append(bytes, at, Records.LENGTH);
            ticks.endTick();
        }
        return ticks;
    }

    /** Their keys on the heap, in partitions. */
    static List<List<List<Long>>> keys(Task task) throws IOException {
        Records records = Records.read(task.input(), 0, 1);
        int batch = Math.toIntExact(task.number("batch"));
        List<List<List<Long>>> ticks = new ArrayList<>();
        for (int from = 0; from < records.size(); from += batch) {
            int size = Math.min(batch, records.size() - from);
            List<List<Long>> partitions = new ArrayList<>();
            for (int part = 0; part < PARTITIONS; part++) {
                List<Long> keys = new ArrayList<>();
                int end = InputLines.at(size, part + 1, PARTITIONS);
                for (int i = InputLines.at(size, part, PARTITIONS); i < end; i++) keys.add(records.key(from + i));
                partitions.add(keys);
            }
            ticks.add(partitions);
        }
        return ticks;
    }
}
