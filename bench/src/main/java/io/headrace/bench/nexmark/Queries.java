package io.headrace.bench.nexmark;

import io.headrace.bench.fork.Tally;

/** A program for each query: what those on views and those on objects have in common. <b>Threading:</b> written by one thread; rows come from all workers. */
@SuppressWarnings("ThreadLocalUsage") // one program is written in a process
abstract class Queries {
    final Tally tally;
    private final ThreadLocal<Tally.Part> parts;

    Queries(Tally tally) {
        this.tally = tally;
        parts = ThreadLocal.withInitial(tally::part);
    }

    final void write(Query query) {
        switch (query) {
            case Q0 -> passThrough();
            case Q1 -> convert();
            case Q2 -> select();
            case Q3 -> joinSellers();
            case Q5 -> findHotItems();
            case Q7 -> findHighest();
            case Q8 -> joinNewUsers();
        }
    }

    /** A row of the result. */
    final void row(long hash) {
        parts.get().add(hash, 1);
    }

    abstract void passThrough();

    abstract void convert();

    abstract void select();

    abstract void joinSellers();

    abstract void findHotItems();

    abstract void findHighest();

    abstract void joinNewUsers();
}
