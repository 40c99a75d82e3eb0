package io.headrace.bench.input;

import io.headrace.bench.fork.AdEvent;
import io.headrace.bench.fork.KeyHash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Events of advertisements after the Yahoo streaming benchmark, seeded: lines of JSON in the order of their times, ten thousand a second,
 * a third of them views; and how many views each campaign has in each window of ten seconds.
 *
 * <p><b>Threading:</b> no state.
 */
public final class AdsFile {
    private static final long SEED = 20261127;
    private static final int EVENTS_A_MILLI = 10;
    private static final List<String> KINDS = List.of("banner", "modal", "sponsored-search", "mail", "mobile");
    private static final List<String> TYPES = List.of("view", "click", "purchase");

    private AdsFile() {}

    public static Input write(Path directory, int events) throws IOException {
        Path file = directory.resolve("ads-" + events + ".json");
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> ads = new ArrayList<>();
        for (int i = 0; i < AdEvent.ADS; i++) ads.add(id(random));
        Files.write(AdEvent.adsOf(file), ads);
        Map<Long, Long> counts = new HashMap<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < events; i++) {
                int ad = random.nextInt(AdEvent.ADS);
                String type = TYPES.get(random.nextInt(TYPES.size()));
                long time = AdEvent.BEGIN + i / EVENTS_A_MILLI;
                if (type.equals("view")) {
                    long key = AdEvent.key(ad / (AdEvent.ADS / AdEvent.CAMPAIGNS), time);
                    counts.merge(key, 1L, Long::sum);
                }
                out.write(line(random, ads.get(ad), type, time).getBytes(StandardCharsets.US_ASCII));
            }
        }
        long count = 0;
        long hash = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            count += entry.getValue();
            hash += KeyHash.of((long) entry.getKey()) * entry.getValue();
        }
        return new Input(file, events, count, hash);
    }

    private static String line(SplittableRandom random, String ad, String type, long time) {
        return "{\"user_id\":\"" + id(random) + "\",\"page_id\":\"" + id(random) + "\",\"ad_id\":\"" + ad
                + "\",\"ad_type\":\"" + KINDS.get(random.nextInt(KINDS.size())) + "\",\"event_type\":\"" + type
                + "\",\"event_time\":\"" + time + "\",\"ip_address\":\"1.2.3.4\"}\n";
    }

    private static String id(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
