/** Sealed blocks in memory, and the engine's passes over them. */
@NullMarked
package io.headrace.bench.prepared;

import org.jspecify.annotations.NullMarked;
