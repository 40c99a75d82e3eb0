package io.headrace.exec.fold;

import io.headrace.exec.data.Dataset;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;

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

    /** Shows every key that is a text, with its number: a long, or the bits of a double. */
    void forEachText(TextLongVisitor visitor) throws Exception;

    /** As {@link #forEachText}, every key that is a long. */
    void forEachLong(LongLongVisitor visitor) throws Exception;
}
