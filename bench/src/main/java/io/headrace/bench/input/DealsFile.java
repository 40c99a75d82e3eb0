package io.headrace.bench.input;

import io.headrace.bench.fork.Deal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Orders and payments: two of five deals are orders at least, each with the next number; a payment is for one of the last orders, or for one of the next. So some
 * orders are paid in parts, some before they come, and some in a later window, which is too late. Joined with a plain map.
 *
 * <p><b>Threading:</b> no state.
 */
public final class DealsFile {
    private static final long SEED = 20261201;
    private static final int OF_FIVE = 5;
    private static final int ORDERS = 2;
    private static final int MOST = 1_000;
    private static final int AHEAD = 20;

    /** No order is paid in more. */
    private static final int MOST_PARTS = 3;

    private DealsFile() {}

    /**
     * Whole windows of deals.
     *
     * @param ofBatch deals of each batch
     */
    public static Input write(Path directory, int windows, int ofBatch) throws IOException {
        Path file = directory.resolve("deals-" + windows + ".bin");
        List<Deal> deals = draw(windows, ofBatch);
        ByteBuffer record = ByteBuffer.allocate(Deal.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (Deal deal : deals) {
                deal.put(record);
                out.write(record.array());
            }
        }
        long count = 0;
        long hash = 0;
        Map<Integer, Map<Long, Deal>> orders = new HashMap<>();
        for (Deal deal : deals) {
            if (deal.isOrder())
                orders.computeIfAbsent(deal.window(), w -> new HashMap<>()).put(deal.order(), deal);
        }
        for (Deal deal : deals) {
            Deal order = orders.getOrDefault(deal.window(), Map.of()).get(deal.order());
            if (deal.isOrder() || order == null) continue;
            count++;
            hash += Deal.rowHash(order.order(), order.amount(), deal.amount());
        }
        return new Input(file, deals.size(), count, hash);
    }

    private static List<Deal> draw(int windows, int ofBatch) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Deal> deals = new ArrayList<>();
        Map<Long, Integer> parts = new HashMap<>();
        long orders = 0;
        for (int time = 0; time < windows * Deal.WINDOW_MILLIS; time += Deal.BATCH_MILLIS) {
            for (int i = 0; i < ofBatch; i++) {
                long amount = 1L + random.nextInt(MOST);
                long paid = Math.max(1, orders - random.nextInt(-ofBatch / AHEAD - 1, 2 * ofBatch));
                boolean isOrder = random.nextInt(OF_FIVE) < ORDERS || parts.getOrDefault(paid, 0) == MOST_PARTS;
                if (!isOrder) parts.merge(paid, 1, Integer::sum);
                deals.add(
                        isOrder
                                ? new Deal(++orders, amount, time, Deal.ORDER)
                                : new Deal(paid, amount, time, Deal.PAYMENT));
            }
        }
        return deals;
    }
}
