package io.headrace.bench.ads;

import io.headrace.bench.fork.AdEvent;
import io.headrace.memory.RawMemory;

/** Reads a line of JSON where it lies, byte by byte: what a user of views, or of no engine, writes. <b>Threading:</b> no state. */
final class AdLine {
    private static final int QUOTES_TO_AD = 11;
    private static final int QUOTES_AD_TO_TYPE = 8;
    private static final int QUOTES_TYPE_TO_TIME = 4;
    private static final int TIME_DIGITS = 13;

    private AdLine() {}

    /** Where the advertisement's id begins. */
    static long ad(long line) {
        return skip(line, QUOTES_TO_AD);
    }

    /** Where the type begins, of the line whose advertisement is there. */
    static long type(long ad) {
        return skip(ad, QUOTES_AD_TO_TYPE);
    }

    /** Of the three types only this one begins so. */
    static boolean isView(long type) {
        return RawMemory.getByte(type) == 'v';
    }

    /** The time of the line whose type is there. */
    static long time(long type) {
        long at = skip(type, QUOTES_TYPE_TO_TIME);
        long time = 0;
        for (int i = 0; i < TIME_DIGITS; i++) time = 10 * time + RawMemory.getByte(at + i) - '0';
        return time;
    }

    /** What a view is counted by. */
    static long key(long line, AdTable table) {
        long ad = ad(line);
        return AdEvent.key(table.campaign(ad), time(type(ad)));
    }

    private static long skip(long from, int quotes) {
        long at = from;
        for (int left = quotes; left > 0; at++) {
            if (RawMemory.getByte(at) == '"') left--;
        }
        return at;
    }
}
