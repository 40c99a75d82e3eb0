/** Runs batches: stages, state, outputs, commit. */
@NullMarked
package io.headrace.exec.job;

import org.jspecify.annotations.NullMarked;
