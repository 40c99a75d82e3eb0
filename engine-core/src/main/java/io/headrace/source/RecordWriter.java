package io.headrace.source;

/**
 * Where a {@link PolledSource} puts its records: the open block of its receiver. A block that is full is closed and the next one
 * opened behind this.
 *
 * <p><b>Threading:</b> the receiver's thread, during {@link PolledSource#poll}.
 */
public interface RecordWriter {
    /** The record is taken. */
    int APPENDED = 0;

    /** There is no block to put it into: the engine is behind. Keep the record, return from the poll, and try again then. */
    int FULL = -1;

    /** No block ever holds a record of that length; hand it to {@link #reject}, or drop it. */
    int TOO_LONG = -2;

    /** Copies a record in: {@link #APPENDED}, {@link #FULL} or {@link #TOO_LONG}. */
    int append(long address, int length);

    /** The longest record that is taken. */
    int maxRecordLength();

    /**
     * Sets a record aside that cannot be processed: counted, and readable by people. Only the first bytes need be given.
     *
     * @param reason a few words, such as "not UTF-8"
     * @param length of the whole record
     */
    void reject(String reason, long address, int available, long length);

    /**
     * Where the source stands behind the last appended record: opaque bytes, up to 64, kept with the block. A source that gives
     * positions is handed the last logged one when it is opened again, and so delivers each record exactly once.
     */
    void position(long address, int length);

    /** Closes the open block now, if there is something in it, instead of waiting for the block interval. */
    void seal();
}
