/** Keyed and whole-stream aggregation within a batch, on the heap and off it. */
@NullMarked
package io.headrace.exec.fold;

import org.jspecify.annotations.NullMarked;
