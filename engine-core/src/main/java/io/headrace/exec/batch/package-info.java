/** Batches: their identity, their time, the blocks they consist of. */
@NullMarked
package io.headrace.exec.batch;

import org.jspecify.annotations.NullMarked;
