package io.headrace.bench.words;

import io.headrace.bench.fork.Meter;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import java.util.function.IntPredicate;

/**
 * The records of prepared blocks as a source, pass after pass, as fast as they are taken; each is copied into the receiver's block, as a
 * source does that reads from outside.
 *
 * <p><b>Threading:</b> the receiver's thread.
 */
public final class Repeated implements PolledSource {
    private static final int RECORDS_OF_A_POLL = 1024;

    private final PreparedBlocks blocks;
    private final IntPredicate starts;
    private int pass;
    private int block;
    private long at;
    private long end;

    public Repeated(PreparedBlocks blocks, Meter meter) {
        this(blocks, meter::starts);
    }

    /** @param starts whether the pass of this number is to be made; the source ends before the first that is not */
    public Repeated(PreparedBlocks blocks, IntPredicate starts) {
        this.blocks = blocks;
        this.starts = starts;
    }

    @Override
    public int poll(RecordWriter out) {
        int done = 0;
        while (done < RECORDS_OF_A_POLL) {
            if (at == end && !next()) return done == 0 ? ENDED : done;
            int length = RawMemory.getInt(at);
            if (out.append(at + BlockFormat.RECORD_HEADER_LENGTH, length) != RecordWriter.APPENDED) break;
            at += BlockFormat.RECORD_HEADER_LENGTH + length;
            done++;
        }
        return done;
    }

    /** Goes on to the next block, of this pass or of the next one. */
    private boolean next() {
        if (block == blocks.blocks()) {
            block = 0;
            pass++;
        }
        if (block == 0 && !starts.test(pass)) return false;
        at = blocks.address(block) + BlockFormat.HEADER_LENGTH;
        end = blocks.address(block) + blocks.used(block);
        block++;
        return true;
    }

    @Override
    public void close() {
        // the blocks belong to the contender
    }
}
