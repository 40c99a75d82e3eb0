package io.headrace.exec.fold;

import io.headrace.exec.data.Dataset;

/**
 * A dataset of keys and their numbers that lie off the heap. Its rows are pairs of objects; here they are shown without garbage.
 *
 * <p><b>Threading:</b> as {@link Dataset}; the forEach forms: the thread of the jobs.
 */
public interface KeyedNumbers extends Dataset {
    /** Whether keys are texts; longs otherwise. */
    boolean hasTextKeys();

    /** Whether numbers are doubles; longs otherwise. */
    boolean isDouble();

    /** How many keys there are. */
    long size();

    /** Shows every key that is a text. */
    void forEachText(TextVisitor visitor) throws Exception;

    /** Shows every key that is a long. */
    void forEachLong(LongVisitor visitor) throws Exception;
}
