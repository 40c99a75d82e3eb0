/** From rings to batches: the one thread that writes the log, cuts batches at ticks and commits them; syncing and trimming beside it. */
@NullMarked
package io.headrace.exec.intake;

import org.jspecify.annotations.NullMarked;
