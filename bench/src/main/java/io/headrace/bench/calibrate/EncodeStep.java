package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.block.BlockWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * What a receiver does with a record that it has in a buffer: append it to the open block; and its share of the block's seal,
 * which reads every byte for the checksum. Short and long records give the cost of a record and that of a byte.
 */
final class EncodeStep implements Step {
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int BLOCKS = 16; // so many that they do not stay in the core's own cache
    private static final int SHORT = 16;
    private static final int LONG = 1024;

    @Override
    public String what() {
        return "encoding records into blocks";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) {
        long sources = NativeMemory.allocateZeroed(LONG, MemoryTag.TEST);
        long blocks = NativeMemory.allocateZeroed((long) BLOCK_BYTES * BLOCKS, MemoryTag.TEST);
        try {
            Rounds rounds = effort.rounds(800_000_000L);
            double small = rounds.nanosPerOperation(filling(sources, blocks, SHORT));
            double large = rounds.nanosPerOperation(filling(sources, blocks, LONG));
            return Line.through(SHORT, small, LONG, large).as(Cost.ENCODE_RECORD, Cost.ENCODE_BYTE);
        } finally {
            NativeMemory.free(blocks, (long) BLOCK_BYTES * BLOCKS, MemoryTag.TEST);
            NativeMemory.free(sources, LONG, MemoryTag.TEST);
        }
    }

    private static LongUnaryOperator filling(long source, long blocks, int length) {
        BlockWriter writer = new BlockWriter();
        return records -> {
            int block = 0;
            long sealed = 0;
            writer.open(blocks, BLOCK_BYTES);
            for (long i = 0; i < records; i++) {
                while (writer.append(source, length) != BlockWriter.APPENDED) {
                    sealed += writer.seal(1, block, 0, 0);
                    block++;
                    writer.open(blocks + (long) (block % BLOCKS) * BLOCK_BYTES, BLOCK_BYTES);
                }
            }
            return sealed + writer.seal(1, block, 0, 0);
        };
    }
}
