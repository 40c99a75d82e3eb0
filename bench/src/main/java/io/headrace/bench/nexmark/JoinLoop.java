package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.hand.LongTable;
import io.headrace.bench.words.WordBlocks;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;

/**
 * The loop of queries 3 and 8: where each person lies, and auctions that wait for a person in lists, one array beside the other.
 *
 * <p><b>Threading:</b> one thread.
 */
final class JoinLoop extends EventLoop {
    private static final int MOST_PERSONS = 1 << 17;
    private static final int MOST_WAITING = 1 << 17;

    /** Instead of where a person lies: known, and of no interest. */
    private static final long ELSEWHERE = 1;

    private final boolean isOfSellers;
    private final LongTable persons = new LongTable(MOST_PERSONS);
    private final LongTable lists = new LongTable(MOST_PERSONS);
    private final long[] auctions = new long[MOST_WAITING];
    private final int[] next = new int[MOST_WAITING];
    private int waiting;

    /** @param isOfSellers whether it is query 3, and not 8 */
    JoinLoop(boolean isOfSellers, Tally.Part tally) {
        super(tally);
        this.isOfSellers = isOfSellers;
    }

    @Override
    void event(long at, int length) {
        int kind = kind(at);
        if (kind == NexmarkEvent.BID) return;
        if (kind == NexmarkEvent.PERSON) {
            if (!isOfSellers || isOfThree(at + length)) person(at);
            else persons.put(first(at), ELSEWHERE);
        } else if (!isOfSellers || third(at) == NexmarkEvent.CATEGORY) {
            auction(at);
        }
    }

    /** By the last two letters of a person's text. */
    private static boolean isOfThree(long end) {
        if (RawMemory.getByte(end - 3) != ',') return false;
        int state = RawMemory.getByte(end - 2) << 8 | RawMemory.getByte(end - 1);
        return state == ('O' << 8 | 'R') || state == ('I' << 8 | 'D') || state == ('C' << 8 | 'A');
    }

    private void person(long at) {
        long person = first(at);
        persons.put(person, at);
        for (int i = (int) lists.get(person); i != 0; i = next[i]) meet(at, auctions[i]);
        if (lists.get(person) != 0) lists.put(person, 0);
    }

    private void auction(long at) {
        long person = persons.get(second(at));
        if (person == ELSEWHERE) return;
        if (person != 0) {
            meet(person, at);
            return;
        }
        int place = ++waiting;
        auctions[place] = at;
        next[place] = (int) lists.get(second(at));
        lists.put(second(at), place);
    }

    private void meet(long person, long auction) {
        long text = person + NexmarkEvent.FIXED_LENGTH;
        int length = RawMemory.getInt(person - BlockFormat.RECORD_HEADER_LENGTH) - NexmarkEvent.FIXED_LENGTH;
        if (isOfSellers) {
            row(NexmarkEvent.sellerHash(WordBlocks.hash(text, length), first(auction)));
            return;
        }
        int name = 0;
        while (RawMemory.getByte(text + name) != ',') name++;
        row(NexmarkEvent.newUserHash(WordBlocks.hash(text, name), first(person), fourth(auction)));
    }

    @Override
    void endBatch() {
        if (!isOfSellers) clear(); // its batches are its windows
    }

    @Override
    void endPass() {
        clear();
    }

    private void clear() {
        persons.clear();
        lists.clear();
        waiting = 0;
    }
}
