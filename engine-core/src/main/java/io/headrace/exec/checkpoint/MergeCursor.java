package io.headrace.exec.checkpoint;

import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several cursors as one: of each key the entry of the latest cursor, without panes that are out of their windows, and at the base
 * without keys that were taken away.
 *
 * <p>The cursors play a tournament for the smallest key that they stand on, of equal ones the latest wins. When the winner steps on, it plays again
 * against those only that lost on its way up:
 *
 * <pre>
 *                 winner
 *                   |
 *                losers[1]
 *              /           \
 *        losers[2]       losers[3]          the loser of each match; whose place is n plays on at n / 2
 *        /       \       /       \
 *    source 0  source 1  source 2  source 3      at the places from their number on
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class MergeCursor implements EntryCursor {
    private static final int WORDS = 2 * Long.BYTES;
    private static final int ENDED = -1;

    private final EntryCursor[] sources;
    private final boolean isBase;
    private final PaneLife life;
    private final int[] losers;
    private final long[]
            first; // bytes of the key that a source stands on, so that signed numbers compare as these bytes do
    private final long[] second;
    private final int[] lengths; // of these keys; or that the source has ended
    private int winner;
    private boolean begun;
    private long looked;

    // The key that was shown last.
    private long shownFirst;
    private long shownSecond;
    private int shownLength;
    private @Nullable GrowingBuffer shownBytes; // of one that its words do not tell whole

    /**
     * @param sources from the oldest to the latest; closed with this
     * @param isBase whether nothing lies below them: then a removal has nothing left to remove
     */
    MergeCursor(List<? extends EntryCursor> sources, boolean isBase, PaneLife life) {
        this.sources = sources.toArray(EntryCursor[]::new);
        this.isBase = isBase;
        this.life = life;
        losers = new int[this.sources.length];
        first = new long[losers.length];
        second = new long[losers.length];
        lengths = new int[losers.length];
    }

    @Override
    public boolean next() throws IOException {
        do {
            if (!step()) return false;
        } while (life.isOver(keyAddress()) || (isBase && FoldedEntry.isRemoved(valueAddress())));
        return true;
    }

    private boolean step() throws IOException {
        if (sources.length == 0) return false;
        if (!begun) begin();
        else if (!isEnded(winner)) passShown();
        return !isEnded(winner);
    }

    private void begin() throws IOException {
        begun = true;
        int[] winners = new int[2 * sources.length];
        for (int source = 0; source < sources.length; source++) {
            advance(source);
            winners[sources.length + source] = source;
        }
        for (int place = sources.length - 1; place > 0; place--) {
            int left = winners[2 * place];
            int right = winners[2 * place + 1];
            boolean leftWins = isBefore(left, right);
            winners[place] = leftWins ? left : right;
            losers[place] = leftWins ? right : left;
        }
        winner = winners[1];
    }

    /** Steps over all entries of the key that was shown. */
    private void passShown() throws IOException {
        remember(winner);
        do {
            advance(winner);
            replay(winner);
        } while (!isEnded(winner) && isRemembered(winner));
    }

    private void advance(int source) throws IOException {
        if (sources[source].next()) look(source);
        else end(source);
    }

    private void replay(int source) {
        int leads = source;
        for (int place = (source + sources.length) >>> 1; place > 0; place >>>= 1) {
            int other = losers[place];
            if (!isBefore(other, leads)) continue;
            losers[place] = leads;
            leads = other;
        }
        winner = leads;
    }

    /** How many entries of all cursors were looked at so far: no fewer than were shown. */
    long looked() {
        return looked;
    }

    private void look(int source) {
        looked++;
        EntryCursor at = sources[source];
        long key = at.keyAddress();
        int length = at.keyLength();
        first[source] = SortedEntries.word(key, length) ^ Long.MIN_VALUE;
        second[source] = SortedEntries.word(key + Long.BYTES, length - Long.BYTES) ^ Long.MIN_VALUE;
        lengths[source] = length;
    }

    private void end(int source) {
        first[source] = Long.MAX_VALUE;
        second[source] = Long.MAX_VALUE;
        lengths[source] = ENDED;
    }

    private boolean isEnded(int source) {
        return lengths[source] == ENDED;
    }

    private boolean isBefore(int one, int other) {
        if (first[one] != first[other]) return first[one] < first[other];
        if (second[one] != second[other]) return second[one] < second[other];
        if (isEnded(one) || isEnded(other)) return isEnded(other) && !isEnded(one);
        int order = compareRest(one, other);
        return order < 0 || (order == 0 && one > other);
    }

    /** Of keys whose words are equal. */
    private int compareRest(int one, int other) {
        if (Math.max(lengths[one], lengths[other]) <= WORDS) return Integer.compare(lengths[one], lengths[other]);
        EntryCursor a = sources[one];
        EntryCursor b = sources[other];
        return RawMemory.compare(a.keyAddress(), a.keyLength(), b.keyAddress(), b.keyLength());
    }

    private void remember(int source) {
        shownFirst = first[source];
        shownSecond = second[source];
        shownLength = lengths[source];
        if (shownLength <= WORDS) return;
        GrowingBuffer bytes = shownBytes;
        if (bytes == null) bytes = shownBytes = new GrowingBuffer(shownLength);
        RawMemory.copy(sources[source].keyAddress(), bytes.ensure(shownLength, 0), shownLength);
    }

    private boolean isRemembered(int source) {
        if (first[source] != shownFirst || second[source] != shownSecond || lengths[source] != shownLength)
            return false;
        GrowingBuffer bytes = shownBytes;
        return shownLength <= WORDS
                || bytes == null
                || RawMemory.compare(sources[source].keyAddress(), shownLength, bytes.address(), shownLength) == 0;
    }

    private EntryCursor shown() {
        return sources[winner];
    }

    @Override
    public long keyAddress() {
        return shown().keyAddress();
    }

    @Override
    public int keyLength() {
        return shown().keyLength();
    }

    @Override
    public long valueAddress() {
        return shown().valueAddress();
    }

    @Override
    public int valueLength() {
        return shown().valueLength();
    }

    @Override
    public void close() throws IOException {
        GrowingBuffer bytes = shownBytes;
        shownBytes = null;
        if (bytes != null) bytes.close();
        IOException failure = null;
        for (EntryCursor source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }
}
