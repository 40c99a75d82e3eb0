package io.headrace.exec.join;

import java.util.ArrayList;
import java.util.List;

/**
 * What one batch brought to one side of a join, block by block. Used again from batch to batch.
 *
 * <p><b>Threading:</b> the thread of the jobs; each block by one worker meanwhile.
 */
final class JoinSideRows {
    private final RowShape shape;
    private final int partitions;
    private final JoinMemory memory;
    private final List<JoinBlock> made = new ArrayList<>();
    private int blocks;

    JoinSideRows(RowShape shape, int partitions, JoinMemory memory) {
        this.shape = shape;
        this.partitions = partitions;
        this.memory = memory;
    }

    RowShape shape() {
        return shape;
    }

    /** So many blocks, all empty. */
    void begin(int wanted) {
        clear();
        while (made.size() < wanted) made.add(newBlock());
        blocks = wanted;
    }

    private JoinBlock newBlock() {
        return new JoinBlock(shape, partitions, memory);
    }

    /** One more block, empty. */
    JoinBlock addBlock() {
        if (blocks == made.size()) made.add(newBlock());
        return made.get(blocks++);
    }

    int blocks() {
        return blocks;
    }

    JoinBlock block(int block) {
        return made.get(block);
    }

    /** Of a partition. */
    long count(int partition) {
        long count = 0;
        for (int i = 0; i < blocks; i++) count += made.get(i).rows(partition).count();
        return count;
    }

    long rows() {
        long rows = 0;
        for (int i = 0; i < blocks; i++) rows += made.get(i).count();
        return rows;
    }

    void clear() {
        for (int i = 0; i < blocks; i++) made.get(i).clear();
        blocks = 0;
    }
}
