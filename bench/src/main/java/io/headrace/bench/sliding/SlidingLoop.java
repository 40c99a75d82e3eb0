package io.headrace.bench.sliding;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Reduced;
import io.headrace.bench.fork.Slides;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedTicks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/** The window by hand. <b>Threading:</b> the main thread. */
public final class SlidingLoop implements Contender {
    static final String KEYS = "keys";
    static final String REDUCED = "reduced";

    @Override
    public void run(Task task) throws Exception {
        Slides slides = Slides.of(task);
        int keys = (int) task.number(KEYS);
        Tally.Part tally = task.tally().part();
        HandWindow window = Reduced.valueOf(task.text(REDUCED)) == Reduced.SUM
                ? new SumWindow(slides, keys, tally)
                : new MaxWindow(slides, keys, tally);
        try (PreparedTicks ticks = SlideTicks.read(task, slides)) {
            SlideTimes.drive(task, slides, (slide, input) -> {
                window.begin(slide);
                for (int block = ticks.first(input); block < ticks.end(input); block++)
                    add(ticks.blocks().address(block), ticks.blocks().used(block), window);
                if (slides.counts(slide)) window.tell();
            });
        }
    }

    private static void add(long block, int used, HandWindow window) {
        long end = block + used;
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; ) {
            long record = at + BlockFormat.RECORD_HEADER_LENGTH;
            window.add(RawMemory.getLong(record + Records.KEY), RawMemory.getLong(record + Records.NUMBER));
            at = record + RawMemory.getInt(at);
        }
    }
}
