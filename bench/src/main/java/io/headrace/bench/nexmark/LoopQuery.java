package io.headrace.bench.nexmark;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedTicks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/** A query by hand. <b>Threading:</b> the main thread. */
public final class LoopQuery implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Query query = Query.valueOf(task.text("query"));
        EventLoop loop = loop(query, task.tally().part());
        try (PreparedTicks ticks = EventTicks.read(task, query.batchMillis())) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < ticks.ticks(); tick++) {
                    for (int block = ticks.first(tick); block < ticks.end(tick); block++)
                        run(loop, ticks.blocks(), block);
                    loop.endBatch();
                }
                loop.endPass();
            }
        }
    }

    private static EventLoop loop(Query query, Tally.Part tally) {
        return switch (query) {
            case Q0 -> new BidLoops.PassThrough(tally);
            case Q1 -> new BidLoops.Convert(tally);
            case Q2 -> new BidLoops.Select(tally);
            case Q3 -> new JoinLoop(true, tally);
            case Q5 -> new BidLoops.HotItems(tally);
            case Q7 -> new BidLoops.HighestBid(tally);
            case Q8 -> new JoinLoop(false, tally);
        };
    }

    private static void run(EventLoop loop, PreparedBlocks blocks, int block) {
        long end = blocks.address(block) + blocks.used(block);
        for (long at = blocks.address(block) + BlockFormat.HEADER_LENGTH; at < end; ) {
            int length = RawMemory.getInt(at);
            long record = at + BlockFormat.RECORD_HEADER_LENGTH;
            loop.event(record, length);
            at = record + length;
        }
    }
}
