/** Runs batches of the past again: what the log has of them, and what they changed, then and now. */
@NullMarked
package io.headrace.exec.replay;

import org.jspecify.annotations.NullMarked;
