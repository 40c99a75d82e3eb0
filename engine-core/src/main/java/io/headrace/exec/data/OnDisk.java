package io.headrace.exec.data;

/**
 * A dataset whose rows lie on the disk, and are read from there by each reader: keeping them elsewhere would need the room that was not there.
 *
 * <p><b>Threading:</b> as {@link Dataset}.
 */
public interface OnDisk extends Dataset {}
