package io.headrace.bench.nexmark;

import io.headrace.bench.fork.NexmarkEvent;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.hand.LongTable;

/** The loops of the queries that join nothing. <b>Threading:</b> one thread. */
final class BidLoops {
    private BidLoops() {}

    /** Query 0. */
    static final class PassThrough extends EventLoop {
        PassThrough(Tally.Part tally) {
            super(tally);
        }

        @Override
        void event(long at, int length) {
            row(NexmarkEvent.eventHash(kind(at), time(at), first(at), second(at), third(at)));
        }
    }

    /** Query 1. */
    static final class Convert extends EventLoop {
        Convert(Tally.Part tally) {
            super(tally);
        }

        @Override
        void event(long at, int length) {
            if (isBid(at)) row(NexmarkEvent.bidHash(first(at), second(at), NexmarkEvent.euros(third(at)), time(at)));
        }
    }

    /** Query 2. */
    static final class Select extends EventLoop {
        Select(Tally.Part tally) {
            super(tally);
        }

        @Override
        void event(long at, int length) {
            if (isBid(at) && !NexmarkEvent.isSkipped(first(at))) row(NexmarkEvent.priceHash(first(at), third(at)));
        }
    }

    /** Query 5: the counts of this slide and of the one before, added up when a slide ends. */
    static final class HotItems extends EventLoop {
        private static final int MOST_AUCTIONS = 1 << 16; // of a slide

        private LongTable before = new LongTable(MOST_AUCTIONS);
        private LongTable now = new LongTable(MOST_AUCTIONS);

        HotItems(Tally.Part tally) {
            super(tally);
        }

        @Override
        void event(long at, int length) {
            if (isBid(at)) now.add(first(at), 1);
        }

        @Override
        void endBatch() {
            long most = Math.max(most(now, before), most(before, now));
            tell(now, before, most, true);
            tell(before, now, most, false);
            LongTable oldest = before;
            before = now;
            now = oldest;
            now.clear();
        }

        private static long most(LongTable one, LongTable other) {
            long most = 0;
            for (int i = 0; i < one.length(); i += 2) {
                if (one.at(i) != 0) most = Math.max(most, one.at(i + 1) + other.get(one.at(i)));
            }
            return most;
        }

        /** @param both whether keys are told that the other one has too */
        private void tell(LongTable one, LongTable other, long most, boolean both) {
            for (int i = 0; i < one.length(); i += 2) {
                long auction = one.at(i);
                if (auction == 0) continue;
                long beside = other.get(auction);
                if (one.at(i + 1) + beside == most && (both || beside == 0)) row(NexmarkEvent.countHash(auction, most));
            }
        }

        @Override
        void endPass() {
            endBatch(); // the last window has the last slide only
            before.clear();
        }
    }

    /** Query 7. */
    static final class HighestBid extends EventLoop {
        private long highest;

        HighestBid(Tally.Part tally) {
            super(tally);
        }

        @Override
        void event(long at, int length) {
            if (isBid(at) && (highest == 0 || third(at) >= third(highest))) highest = at;
        }

        @Override
        void endBatch() {
            if (highest != 0) row(NexmarkEvent.bidHash(first(highest), second(highest), third(highest), time(highest)));
            highest = 0;
        }
    }
}
