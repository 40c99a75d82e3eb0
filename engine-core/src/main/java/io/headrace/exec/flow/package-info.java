/** Rates that follow what batches take. */
@NullMarked
package io.headrace.exec.flow;

import org.jspecify.annotations.NullMarked;
