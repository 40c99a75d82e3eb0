package io.headrace.bench.fork;

/** What a running count gives a row for. */
public enum RowsOf {
    /** Each record, with the count of its key up to it. */
    RECORDS,
    /** Each key that a batch brings, with its count up to the end of the batch. */
    TOUCHED_KEYS,
    /** Each key that there is, in each batch, with its count up to the end of the batch. */
    ALL_KEYS
}
