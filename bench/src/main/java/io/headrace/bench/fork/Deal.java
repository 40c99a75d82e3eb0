package io.headrace.bench.fork;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An order or a payment of one, both in the same form.
 *
 * <pre>
 *   0       8        16     20     24
 *   +-------+--------+------+------+
 *   | order | amount | time | kind |   little-endian
 *   +-------+--------+------+------+
 * </pre>
 *
 * <p>They meet when they have the same order and are of the same window, whichever of them comes first.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param order its number, from 1 up
 * @param time in milliseconds since the pass began; deals are in the order of their times
 */
public record Deal(long order, long amount, int time, int kind) implements Serializable {
    public static final int ORDER = 0;
    public static final int PAYMENT = 1;

    public static final int ORDER_AT = 0;
    public static final int AMOUNT_AT = 8;
    public static final int TIME_AT = 16;
    public static final int KIND_AT = 20;
    public static final int LENGTH = 24;

    public static final int BATCH_MILLIS = 100;
    public static final int WINDOW_MILLIS = 1_000;

    private static final long serialVersionUID = 1;

    /** All deals of a file. */
    public static List<Deal> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Deal> deals = new ArrayList<>();
        for (int at = 0; at < bytes.capacity(); at += LENGTH)
            deals.add(new Deal(
                    bytes.getLong(at + ORDER_AT),
                    bytes.getLong(at + AMOUNT_AT),
                    bytes.getInt(at + TIME_AT),
                    bytes.getInt(at + KIND_AT)));
        return deals;
    }

    /** Puts it at the beginning of the bytes. */
    public void put(ByteBuffer bytes) {
        bytes.putLong(ORDER_AT, order).putLong(AMOUNT_AT, amount).putInt(TIME_AT, time);
        bytes.putInt(KIND_AT, kind);
    }

    public boolean isOrder() {
        return kind == ORDER;
    }

    public int window() {
        return time / WINDOW_MILLIS;
    }

    /** How long a pass is that has this deal as its last: whole windows. */
    public int passMillis() {
        return (window() + 1) * WINDOW_MILLIS;
    }

    /** Of a row. */
    public static long rowHash(long order, long amount, long paid) {
        return KeyHash.of(KeyHash.of(order, amount), paid);
    }
}
