package io.headrace.bench.fork;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An advertisement's event as an object, and how it is read from a line of JSON: by one parser for all contenders on objects, so that no
 * library for JSON is what is compared. A line is an object of seven texts without escapes, in this order: {@code user_id}, {@code page_id},
 * {@code ad_id}, {@code ad_type}, {@code event_type}, {@code event_time} (milliseconds), {@code ip_address}.
 *
 * <p><b>Threading:</b> immutable.
 */
public record AdEvent(String ad, String type, long time) implements Serializable {
    /** The first event's time. */
    public static final long BEGIN = 1_700_000_000_000L;

    public static final long WINDOW_MILLIS = 10_000;
    public static final int CAMPAIGNS = 100;
    public static final int ADS = 1_000;
    public static final int AD_LENGTH = 36;

    /** More windows than there are in any input. */
    public static final int WINDOWS = 1_000;

    private static final long serialVersionUID = 1;
    private static final int AD = 2;
    private static final int TYPE = 4;

    /** Reads a line. */
    public static AdEvent parse(String line) {
        int from = skip(line, -1, 4 * AD + 3);
        int to = line.indexOf('"', from + 1);
        String ad = line.substring(from + 1, to);
        from = skip(line, to, 4 * (TYPE - AD - 1) + 3);
        to = line.indexOf('"', from + 1);
        String type = line.substring(from + 1, to);
        from = skip(line, to, 3);
        to = line.indexOf('"', from + 1);
        return new AdEvent(ad, type, Long.parseLong(line, from + 1, to, 10));
    }

    private static int skip(String line, int from, int quotes) {
        int at = from;
        for (int i = 0; i < quotes; i++) at = line.indexOf('"', at + 1);
        return at;
    }

    public boolean isView() {
        return type.equals("view");
    }

    /** What views are counted by: the campaign of the advertisement, and the window of ten seconds. */
    public long key(Map<String, Integer> campaigns) {
        Integer campaign = campaigns.get(ad);
        if (campaign == null) throw new IllegalStateException("no campaign has the advertisement " + ad);
        return key(campaign, time);
    }

    public static long key(int campaign, long time) {
        return (long) campaign * WINDOWS + (time - BEGIN) / WINDOW_MILLIS;
    }

    /** The advertisements of an input, those of a campaign one behind the other. */
    public static List<String> ads(Path input) throws IOException {
        return Files.readAllLines(adsOf(input));
    }

    /** Where the advertisements of an input are. */
    public static Path adsOf(Path input) {
        return input.resolveSibling(input.getFileName() + ".ads");
    }

    /** The campaign of each advertisement of an input. */
    public static Map<String, Integer> campaigns(Path input) throws IOException {
        Map<String, Integer> campaigns = new HashMap<>();
        List<String> ads = ads(input);
        for (int i = 0; i < ads.size(); i++) campaigns.put(ads.get(i), i / (ADS / CAMPAIGNS));
        return campaigns;
    }
}
