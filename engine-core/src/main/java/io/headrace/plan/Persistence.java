package io.headrace.plan;

import io.headrace.StorageLevel;

/**
 * The user wants a stream's datasets kept and computed once.
 *
 * <p><b>Threading:</b> immutable.
 */
public record Persistence(StorageLevel level) {}
