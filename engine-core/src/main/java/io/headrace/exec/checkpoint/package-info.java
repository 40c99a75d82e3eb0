/** Checkpoints: what the state was behind a committed batch, folded in the background from the entries that batches wrote. */
@NullMarked
package io.headrace.exec.checkpoint;

import org.jspecify.annotations.NullMarked;
