package io.headrace.bench.sliding;

import io.headrace.Tuple2;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The records of a file slide by slide. <b>Threading:</b> no state. */
final class SlideTicks {
    private static final int PARTITIONS = 2;

    private SlideTicks() {}

    /** In blocks. */
    static PreparedTicks read(Task task, Slides slides) throws IOException {
        byte[] bytes = Files.readAllBytes(task.input());
        PreparedTicks ticks = new PreparedTicks(0, bytes.length, task.records(), slides.pass());
        int slide = slides.records() * Records.LENGTH;
        for (int at = 0; at < bytes.length; at += Records.LENGTH) {
            ticks.append(bytes, at, Records.LENGTH);
            if ((at + Records.LENGTH) % slide == 0) ticks.endTick();
        }
        return ticks;
    }

    /** On the heap, in partitions. */
    static List<List<List<Tuple2<Long, Long>>>> pairs(Task task, Slides slides) throws IOException {
        Records records = Records.read(task.input(), 0, 1);
        List<List<List<Tuple2<Long, Long>>>> ticks = new ArrayList<>();
        for (int from = 0; from < records.size(); from += slides.records()) {
            List<List<Tuple2<Long, Long>>> partitions = new ArrayList<>();
            for (int part = 0; part < PARTITIONS; part++) {
                List<Tuple2<Long, Long>> pairs = new ArrayList<>();
                int end = InputLines.at(slides.records(), part + 1, PARTITIONS);
                for (int i = InputLines.at(slides.records(), part, PARTITIONS); i < end; i++)
                    pairs.add(new Tuple2<>(records.key(from + i), records.number(from + i)));
                partitions.add(pairs);
            }
            ticks.add(partitions);
        }
        return ticks;
    }
}
