package io.headrace;

/**
 * What is done while batches wait for the jobs longer than {@code headrace.behind.after}. Whatever it is, it is said in the log and to
 * listeners, and shown by {@code top} and the console; it ends when nothing has waited for more than half as long any more.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum BehindResponse {
    /** It is said, and nothing else is done: records wait, and inputs are held when there is no room for more. */
    WARN,
    /**
     * The execution of late batches is joined: the outputs of up to {@code headrace.behind.joined} batches run at once, and the stages of
     * the next batch meanwhile. What a batch holds, its results, its id and the order of the commits stay what they are. It helps where
     * outputs wait for something else, such as a database; it makes no stage faster.
     */
    JOIN,
    /**
     * Inputs whose policy drops ({@link io.headrace.receiver.FullPolicy#DROP_NEWEST}, {@link io.headrace.receiver.FullPolicy#DROP_OLDEST})
     * do so as if they were full: before the log, counted. Other inputs are held as ever, and what is logged is never dropped.
     */
    SHED
}
