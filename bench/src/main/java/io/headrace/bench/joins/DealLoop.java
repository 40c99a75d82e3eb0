package io.headrace.bench.joins;

import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Deal;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.hand.LongTable;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.prepared.PreparedTicks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/**
 * The join by hand, window by window: its orders into a table, and then its payments against that. Both lie in memory already, so nobody waits for anybody.
 *
 * <p><b>Threading:</b> the main thread.
 */
public final class DealLoop implements Contender {
    private static final int MOST_ORDERS = 1 << 16; // of a window

    private final LongTable amounts = new LongTable(MOST_ORDERS);

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (PreparedTicks orders = DealTicks.read(task, Deal.ORDER);
                PreparedTicks payments = DealTicks.read(task, Deal.PAYMENT)) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                for (int tick = 0; tick < orders.ticks(); tick += DealTicks.OF_WINDOW) {
                    int last = tick + DealTicks.OF_WINDOW - 1;
                    amounts.clear();
                    for (int block = orders.first(tick); block < orders.end(last); block++)
                        build(orders.blocks(), block);
                    for (int block = payments.first(tick); block < payments.end(last); block++)
                        probe(payments.blocks(), block, tally);
                }
            }
        }
    }

    private void build(PreparedBlocks blocks, int block) {
        long end = blocks.address(block) + blocks.used(block);
        for (long at = blocks.address(block) + BlockFormat.HEADER_LENGTH; at < end; at = next(at))
            amounts.put(order(at), amount(at));
    }

    private void probe(PreparedBlocks blocks, int block, Tally.Part tally) {
        long end = blocks.address(block) + blocks.used(block);
        for (long at = blocks.address(block) + BlockFormat.HEADER_LENGTH; at < end; at = next(at)) {
            long amount = amounts.get(order(at));
            if (amount != 0) tally.add(Deal.rowHash(order(at), amount, amount(at)), 1);
        }
    }

    private static long order(long at) {
        return RawMemory.getLong(at + BlockFormat.RECORD_HEADER_LENGTH + Deal.ORDER_AT);
    }

    private static long amount(long at) {
        return RawMemory.getLong(at + BlockFormat.RECORD_HEADER_LENGTH + Deal.AMOUNT_AT);
    }

    private static long next(long at) {
        return at + BlockFormat.RECORD_HEADER_LENGTH + RawMemory.getInt(at);
    }
}
