package io.headrace.exec.eval;

import io.headrace.exec.data.Dataset;
import io.headrace.plan.Node;

/**
 * Turns datasets into what the user is given, and back.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public interface DatasetHandles {
    /** The dataset of a stream in the batch under evaluation, as the user sees it. */
    Object handle(BatchScope scope, Node node, Dataset dataset);

    /** What the user returned. */
    Dataset dataset(Node node, Object handle);
}
