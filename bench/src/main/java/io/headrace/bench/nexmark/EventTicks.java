package io.headrace.bench.nexmark;

import io.headrace.bench.fork.InputLines;
import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The events of a file, cut into batches by their times; a batch is there also when nothing happened in it. <b>Threading:</b> no state. */
final class EventTicks {
    private static final int PARTITIONS = 16;

    private EventTicks() {}

    /** In blocks. */
    static PreparedTicks read(Task task, long batchMillis) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(task.input())).order(ByteOrder.LITTLE_ENDIAN);
        long first = time(bytes, 0) / batchMillis;
        int ticks = (int) (lastTime(bytes) / batchMillis - first + 1);
        PreparedTicks cut = new PreparedTicks(0, bytes.capacity(), task.records(), ticks);
        for (int at = 0; at < bytes.capacity(); at = next(bytes, at)) {
            for (long tick = time(bytes, at) / batchMillis - first; cut.ticks() < tick; ) cut.endTick();
            cut.append(bytes.array(), at + Integer.BYTES, bytes.getInt(at));
        }
        cut.endTick();
        return cut;
    }

    private static long time(ByteBuffer bytes, int at) {
        return bytes.getLong(at + Integer.BYTES + NexmarkEvent.TIME);
    }

    private static int next(ByteBuffer bytes, int at) {
        return at + Integer.BYTES + bytes.getInt(at);
    }

    private static long lastTime(ByteBuffer bytes) {
        int last = 0;
        for (int at = 0; at < bytes.capacity(); at = next(bytes, at)) last = at;
        return time(bytes, last);
    }

    /** On the heap, in partitions. */
    static List<List<List<NexmarkEvent>>> objects(Task task, long batchMillis) throws IOException {
        List<NexmarkEvent> all = NexmarkEvent.read(task.input());
        long first = all.get(0).time() / batchMillis;
        List<List<NexmarkEvent>> ticks = new ArrayList<>();
        for (NexmarkEvent event : all) {
            while (ticks.size() <= event.time() / batchMillis - first) ticks.add(new ArrayList<>());
            ticks.get(ticks.size() - 1).add(event);
        }
        return ticks.stream().map(EventTicks::partitions).toList();
    }

    private static List<List<NexmarkEvent>> partitions(List<NexmarkEvent> tick) {
        List<List<NexmarkEvent>> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++)
            partitions.add(List.copyOf(tick.subList(
                    InputLines.at(tick.size(), i, PARTITIONS), InputLines.at(tick.size(), i + 1, PARTITIONS))));
        return partitions;
    }
}
