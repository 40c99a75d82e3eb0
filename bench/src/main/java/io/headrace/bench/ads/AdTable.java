package io.headrace.bench.ads;

import io.headrace.bench.fork.AdEvent;
import io.headrace.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The campaign of an advertisement, found by the 36 bytes of its id, all of which are compared.
 *
 * <pre>
 *  slot  0                      32        40
 *       +----- - - - - - - -----+---------+--------------+
 *       | 32 bytes of the id    | 4 bytes | campaign + 1 |   all of them longs
 *       +----- - - - - - - -----+---------+--------------+
 * </pre>
 *
 * <p><b>Threading:</b> made by one thread; then any thread reads.
 */
final class AdTable {
    private static final int SLOTS = 1 << 12;
    private static final int WORDS = 6;
    private static final int CAMPAIGN = 5;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long[] slots = new long[SLOTS * WORDS];

    AdTable(List<String> ads) {
        for (int i = 0; i < ads.size(); i++) put(ads.get(i), i / (AdEvent.ADS / AdEvent.CAMPAIGNS));
    }

    private void put(String ad, int campaign) {
        ByteBuffer bytes =
                ByteBuffer.wrap(ad.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
        long a = bytes.getLong(0);
        long b = bytes.getLong(8);
        long c = bytes.getLong(16);
        long d = bytes.getLong(24);
        int slot = slot(a, b, c, d);
        while (slots[slot + CAMPAIGN] != 0) slot = (slot + WORDS) % slots.length;
        long[] words = {a, b, c, d, bytes.getInt(32), campaign + 1};
        System.arraycopy(words, 0, slots, slot, WORDS);
    }

    /** Of the id that lies there. */
    int campaign(long ad) {
        long a = RawMemory.getLong(ad);
        long b = RawMemory.getLong(ad + 8);
        long c = RawMemory.getLong(ad + 16);
        long d = RawMemory.getLong(ad + 24);
        int e = RawMemory.getInt(ad + 32);
        for (int slot = slot(a, b, c, d); ; slot = (slot + WORDS) % slots.length) {
            long campaign = slots[slot + CAMPAIGN];
            if (campaign == 0) throw new IllegalStateException("no campaign has this advertisement");
            boolean same = slots[slot] == a
                    && slots[slot + 1] == b
                    && slots[slot + 2] == c
                    && slots[slot + 3] == d
                    && slots[slot + 4] == e;
            if (same) return (int) campaign - 1;
        }
    }

    private static int slot(long a, long b, long c, long d) {
        long hash = (((a * MIX ^ b) * MIX ^ c) * MIX ^ d) * MIX;
        return (int) (hash >>> 52) * WORDS;
    }
}
