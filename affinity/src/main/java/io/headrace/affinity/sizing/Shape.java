package io.headrace.affinity.sizing;

/**
 * How the work is cut: among how many workers, into which batches and blocks, and over how many batches a delta goes.
 *
 * <p><b>Threading:</b> immutable.
 */
record Shape(int workers, long batchNanos, int deltaRun, BlockShape blocks) {}
