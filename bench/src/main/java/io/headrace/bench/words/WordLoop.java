package io.headrace.bench.words;

import io.headrace.bench.engine.WordTable;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;

/** A loop by hand over the blocks; its table is empty before each pass. <b>Threading:</b> the main thread. */
abstract class WordLoop implements Contender {
    /** Counts the words of all blocks. */
    interface Loop {
        void count(PreparedBlocks blocks, WordTable table);
    }

    private final Loop loop;

    WordLoop(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (PreparedBlocks blocks = WordBlocks.read(task);
                WordTable table = new WordTable()) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                table.clear();
                loop.count(blocks, table);
                table.forEach((key, length, count) -> tally.add(WordBlocks.hash(key, length), count));
            }
        }
    }
}
