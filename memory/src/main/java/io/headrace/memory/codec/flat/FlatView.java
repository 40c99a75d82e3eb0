package io.headrace.memory.codec.flat;

/**
 * What every flyweight of {@link FlatViews} can do besides the methods of its interface, which may extend this one. It
 * is aimed at a record and reads and writes it in place; like every view it is valid during the call that it is given to.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public interface FlatView {
    /** Aims at a record whose fields all have a fixed length, or whose text is empty. */
    void wrap(long record);

    /**
     * Aims at the record at {@code [record, record+length)}.
     *
     * @throws io.headrace.memory.CorruptDataException for a length that no record of the layout has
     */
    void wrap(long record, int length);

    /** Where the record begins. */
    long recordAddress();

    /** How long it is. */
    int recordLength();

    /** A new view of the same kind, aimed at nothing: for whoever keeps a copy of the record and shows it later. */
    FlatView another();

    /** Ends what the view may be used for, for whoever gave it to user code; does nothing unless poisoning is on. */
    void expire();
}
