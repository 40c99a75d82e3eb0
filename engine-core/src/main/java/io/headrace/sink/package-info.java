/** Where batches go exactly once: the interface, and sinks of files and of logs. */
@NullMarked
package io.headrace.sink;

import org.jspecify.annotations.NullMarked;
