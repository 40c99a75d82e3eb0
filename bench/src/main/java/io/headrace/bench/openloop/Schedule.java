package io.headrace.bench.openloop;

/** What a source is to send, and when each record is meant to be sent. <b>Threading:</b> one source. */
public interface Schedule {
    /** How many records are to be sent now, so many at most; the source then takes them by {@link #sent}. */
    int due(int most);

    /** When the next record is meant to be sent. */
    long nextDue();

    /** The key of the next record. */
    long nextKey();

    /** The next record has been sent. */
    void sent();
}
