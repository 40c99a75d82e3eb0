package io.headrace.bench.ads;

import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.WordBlocks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import java.util.Arrays;

/** The loop by hand: an array with a place for each campaign and window. <b>Threading:</b> the main thread. */
public final class AdLoop implements Contender {
    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        AdTable ads = new AdTable(AdEvent.ads(task.input()));
        long[] counts = new long[AdEvent.CAMPAIGNS * AdEvent.WINDOWS];
        try (PreparedBlocks blocks = WordBlocks.read(task)) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                Arrays.fill(counts, 0);
                for (int block = 0; block < blocks.blocks(); block++)
                    count(blocks.address(block), blocks.used(block), ads, counts);
                for (int key = 0; key < counts.length; key++) {
                    if (counts[key] != 0) tally.add(KeyHash.of((long) key), counts[key]);
                }
            }
        }
    }

    private static void count(long block, int used, AdTable ads, long[] counts) {
        long end = block + used;
        for (long at = block + BlockFormat.HEADER_LENGTH; at < end; ) {
            long line = at + BlockFormat.RECORD_HEADER_LENGTH;
            long ad = AdLine.ad(line);
            long type = AdLine.type(ad);
            if (AdLine.isView(type)) counts[(int) AdEvent.key(ads.campaign(ad), AdLine.time(type))]++;
            at = line + RawMemory.getInt(at);
        }
    }
}
