/** Where batches go exactly once: the interface, and the sink of files. */
@NullMarked
package io.headrace.sink;

import org.jspecify.annotations.NullMarked;
