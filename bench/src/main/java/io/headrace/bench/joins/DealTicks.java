package io.headrace.bench.joins;

import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The orders of a file, or its payments, batch by batch. <b>Threading:</b> no state. */
final class DealTicks {
    static final int OF_WINDOW = Deal.WINDOW_MILLIS / Deal.BATCH_MILLIS;
    private static final int PARTITIONS = 16;

    private DealTicks() {}

    /**
     * In blocks.
     *
     * @param kind of the deals, and which input of the program they are
     */
    static PreparedTicks read(Task task, int kind) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(task.input())).order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.getInt(bytes.capacity() - Deal.LENGTH + Deal.TIME_AT) / Deal.BATCH_MILLIS + 1;
        PreparedTicks ticks = new PreparedTicks(kind, bytes.capacity(), task.records(), count);
        for (int at = 0; at < bytes.capacity(); at += Deal.LENGTH) {
            while (ticks.ticks() < bytes.getInt(at + Deal.TIME_AT) / Deal.BATCH_MILLIS) ticks.endTick();
            if (bytes.getInt(at + Deal.KIND_AT) == kind) ticks.append(bytes.array(), at, Deal.LENGTH);
        }
        ticks.endTick();
        return ticks;
    }

    /** On the heap, in partitions. */
    static List<List<List<Deal>>> objects(Task task, int kind) throws IOException {
        List<Deal> all = Deal.read(task.input());
        List<List<Deal>> ticks = new ArrayList<>();
        for (Deal deal : all) {
            while (ticks.size() <= deal.time() / Deal.BATCH_MILLIS) ticks.add(new ArrayList<>());
            if (deal.kind() == kind) ticks.get(ticks.size() - 1).add(deal);
        }
        return ticks.stream().map(DealTicks::partitions).toList();
    }

    private static List<List<Deal>> partitions(List<Deal> tick) {
        List<List<Deal>> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++)
            partitions.add(List.copyOf(tick.subList(
                    InputLines.at(tick.size(), i, PARTITIONS), InputLines.at(tick.size(), i + 1, PARTITIONS))));
        return partitions;
    }
}
