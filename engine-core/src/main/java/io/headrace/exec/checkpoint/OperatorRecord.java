package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.StateForm;

/**
 * What a manifest says of a stream that remembers, beside its entry in the dictionary.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param number in the dictionary
 * @param site where the user wrote it
 * @param lastTick of the last batch that changed it; -1 when none has
 */
public record OperatorRecord(int number, String site, StateForm form, long lastTick) {}
