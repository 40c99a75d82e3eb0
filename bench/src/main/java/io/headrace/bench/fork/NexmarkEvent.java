package io.headrace.bench.fork;

import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An event of Nexmark: a person, an auction or a bid, all in one form. In a file each stands behind its length.
 *
 * <pre>
 *   0        4      12      20       28      36       44     48
 *   +--------+------+-------+--------+-------+--------+------+---- - -
 *   | length | time | first | second | third | fourth | kind | text       little-endian, the text in ASCII
 *   +--------+------+-------+--------+-------+--------+------+---- - -
 *
 *   person    id                                              name,city,state
 *   auction   id     seller   category  reserve               extra
 *   bid       auction bidder  price                           extra
 * </pre>
 *
 * <p>The queries' rows are hashed here, the same for all.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param time in milliseconds since 1970; events are in the order of their times
 */
public record NexmarkEvent(int kind, long time, long first, long second, long third, long fourth, String text)
        implements Serializable {
    public static final int PERSON = 0;
    public static final int AUCTION = 1;
    public static final int BID = 2;

    /** Of the record without its text. */
    public static final int FIXED_LENGTH = 44;

    /** No person's text is longer. */
    public static final int PERSON_TEXT = 48;

    public static final int TIME = 0;
    public static final int FIRST = 8;
    public static final int SECOND = 16;
    public static final int THIRD = 24;
    public static final int FOURTH = 32;
    public static final int KIND = 40;

    public static final long CATEGORY = 10;
    public static final long SKIP = 123;
    public static final long WINDOW_MILLIS = 10_000;
    public static final long SLIDE_MILLIS = 5_000;

    /** Query 7: bids by what they offer, of equal ones the later. */
    public static final Comparator<NexmarkEvent> BY_PRICE =
            Comparator.comparingLong(NexmarkEvent::third).thenComparingLong(NexmarkEvent::time);

    private static final long serialVersionUID = 1;

    /** Writes it behind its length. */
    public void write(DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + FIXED_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(FIXED_LENGTH + bytes.length).putLong(time).putLong(first).putLong(second);
        record.putLong(third).putLong(fourth).putInt(kind);
        out.write(record.array());
        out.write(bytes);
    }

    /** All events of a file. */
    public static List<NexmarkEvent> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<NexmarkEvent> events = new ArrayList<>();
        while (bytes.hasRemaining()) events.add(next(bytes));
        return events;
    }

    private static NexmarkEvent next(ByteBuffer bytes) {
        int length = bytes.getInt();
        int at = bytes.position();
        bytes.position(at + length);
        byte[] behind = new byte[length - FIXED_LENGTH];
        bytes.get(at + FIXED_LENGTH, behind);
        String text = new String(behind, StandardCharsets.US_ASCII);
        return new NexmarkEvent(
                bytes.getInt(at + KIND),
                bytes.getLong(at + TIME),
                bytes.getLong(at + FIRST),
                bytes.getLong(at + SECOND),
                bytes.getLong(at + THIRD),
                bytes.getLong(at + FOURTH),
                text);
    }

    public boolean isBid() {
        return kind == BID;
    }

    /** Query 2. */
    public static boolean isSkipped(long auction) {
        return auction % SKIP != 0;
    }

    /** Query 3: a person of Oregon, Idaho or California. */
    public boolean isOfThree() {
        return kind == PERSON && isOfThree(text);
    }

    /** By a person's text. */
    public static boolean isOfThree(String text) {
        return text.endsWith(",OR") || text.endsWith(",ID") || text.endsWith(",CA");
    }

    /** Query 3. */
    public boolean isOfCategory() {
        return kind == AUCTION && third == CATEGORY;
    }

    /** A person's name. */
    public String name() {
        return text.substring(0, text.indexOf(','));
    }

    /** Query 1: a bid as it is in euros. */
    public NexmarkEvent inEuros() {
        return new NexmarkEvent(kind, time, first, second, euros(third), fourth, text);
    }

    /** Query 1: dollars as euros. */
    public static long euros(long price) {
        return price * 89 / 100;
    }

    /** The row of query 0. */
    public static long eventHash(int kind, long time, long first, long second, long third) {
        return KeyHash.of(KeyHash.of(time + kind, first), KeyHash.of(second, third));
    }

    /** The row of queries 1 and 7. */
    public static long bidHash(long auction, long bidder, long price, long time) {
        return KeyHash.of(KeyHash.of(auction, bidder), KeyHash.of(price, time));
    }

    /** The row of query 2. */
    public static long priceHash(long auction, long price) {
        return KeyHash.of(auction, price);
    }

    /** The row of query 3: {@code name,city,state} by its hash, and the auction. */
    public static long sellerHash(long textHash, long auction) {
        return KeyHash.of(textHash, auction);
    }

    /** The row of query 5. */
    public static long countHash(long auction, long count) {
        return KeyHash.of(auction, count);
    }

    /** The row of query 8: the name by its hash, the person and the reserve. */
    public static long newUserHash(long nameHash, long person, long reserve) {
        return KeyHash.of(nameHash, KeyHash.of(person, reserve));
    }
}
